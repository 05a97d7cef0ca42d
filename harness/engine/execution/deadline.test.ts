import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { withinDeadline } from './deadline.ts';

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

test('returns the value of work that ends in time and clears its timer', async () => {
  const { clock, options } = setup();
  const outcome = await withinDeadline(async () => 'value', options);
  expect(outcome).toEqual({ kind: 'done', value: 'value' });
  expect(clock.pending).toBe(0);
});

test('returns the error of the work unchanged, also when thrown synchronously', async () => {
  const { options } = setup();
  const error = new Error('broken');
  const outcome = await withinDeadline(() => {
    throw error;
  }, options);
  expect(outcome).toEqual({ kind: 'threw', error });
});

test('aborts work at its deadline and waits for its end', async () => {
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

test('abandons work that does not end within the grace period', async () => {
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

test('rejects success after the deadline, even when the timer has not fired yet', async () => {
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

test('accepts success exactly at the deadline', async () => {
  const { clock, options } = setup();
  const outcome = await withinDeadline(async () => clock.skip(100), options);
  expect(outcome.kind).toBe('done');
});

test('reports what stopped the work first', async () => {
  const { clock, stop, options } = setup();
  const ending = withinDeadline(never, options);
  await clock.advance(50);
  stop.abort(new Error('interrupted'));
  await clock.advance(100);
  expect(await ending).toMatchObject({ kind: 'stopped', reason: new Error('interrupted') });
});

test('does not start work that is already stopped', async () => {
  const { stop, options } = setup();
  stop.abort(new Error('interrupted'));
  let started = false;
  const outcome = await withinDeadline(async () => {
    started = true;
  }, options);
  expect(outcome).toMatchObject({ kind: 'stopped', reason: new Error('interrupted') });
  expect(started).toBe(false);
});
