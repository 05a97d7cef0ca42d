import { expect, test } from 'vitest';
import { withinDeadline } from './deadline.ts';
import { ManualClock } from './testing/manual-clock.ts';

const never = (): Promise<never> => new Promise(() => undefined);

function setup(timeoutMs = 100) {
  const clock = new ManualClock();
  const stop = new AbortController();
  const options = {
    clock,
    timeoutMs,
    timeoutError: () => new Error('too late'),
    stop: stop.signal,
    graceMs: 20,
  };
  return { clock, stop, options };
}

test('work that ends in time is done, and leaves no timer behind', async () => {
  const { clock, options } = setup();
  const outcome = await withinDeadline(async () => 'value', options);
  expect(outcome).toEqual({ kind: 'done', value: 'value' });
  expect(clock.pending).toBe(0);
});

test('an error of the work is told as it is, also one that is thrown at once', async () => {
  const { options } = setup();
  const error = new Error('broken');
  const outcome = await withinDeadline(() => {
    throw error;
  }, options);
  expect(outcome).toEqual({ kind: 'threw', error });
});

test('work that is over its time is told to end and given a grace to do so', async () => {
  const { clock, options } = setup();
  const ending = withinDeadline(async (signal) => {
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cleaned up'))));
  }, options);
  await clock.advance(100);
  expect(await ending).toEqual({
    kind: 'stopped',
    reason: new Error('too late'),
    aftermath: { kind: 'threw', error: new Error('cleaned up') },
  });
});

test('work that does not end when told to is left behind after the grace', async () => {
  const { clock, options } = setup();
  let ended = false;
  const ending = withinDeadline(never, options).finally(() => {
    ended = true;
  });
  await clock.advance(119);
  expect(ended).toBe(false);
  await clock.advance(1);
  expect(await ending).toEqual({ kind: 'stopped', reason: new Error('too late'), aftermath: undefined });
  expect(clock.pending).toBe(0);
});

test('success after the time was over is no success, even when the timer had no chance to fire', async () => {
  const { clock, options } = setup();
  const outcome = await withinDeadline(async () => {
    clock.skip(101);
    return 'value';
  }, options);
  expect(outcome).toEqual({
    kind: 'stopped',
    reason: new Error('too late'),
    aftermath: { kind: 'done', value: 'value' },
  });
});

test('success at the very end of the time counts', async () => {
  const { clock, options } = setup();
  const outcome = await withinDeadline(async () => clock.skip(100), options);
  expect(outcome.kind).toBe('done');
});

test('the first thing that stops the work is the reason', async () => {
  const { clock, stop, options } = setup();
  const ending = withinDeadline(never, options);
  await clock.advance(50);
  stop.abort(new Error('interrupted'));
  await clock.advance(100);
  expect(await ending).toMatchObject({ kind: 'stopped', reason: new Error('interrupted') });
});

test('work is not begun when it was stopped before', async () => {
  const { stop, options } = setup();
  stop.abort(new Error('interrupted'));
  let begun = false;
  const outcome = await withinDeadline(async () => {
    begun = true;
  }, options);
  expect(outcome).toMatchObject({ kind: 'stopped', reason: new Error('interrupted') });
  expect(begun).toBe(false);
});
