import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { RunEndedError, type TeardownResult, TeardownStack } from './teardown-stack.ts';

function setup() {
  const clock = new ManualClock();
  const results: TeardownResult[] = [];
  const stack = new TeardownStack(clock, 1000);
  return { clock, stack, results, unwind: () => stack.unwind((result) => results.push(result)) };
}

test('calls teardowns in reverse order, also after one has failed', async () => {
  const { stack, results, unwind } = setup();
  stack.defer('server', () => undefined);
  stack.defer('client', () => {
    throw new Error('no such socket');
  });
  stack.defer('publisher', async () => undefined);
  await unwind();
  expect(results.map(({ name, error }) => [name, error?.message])).toEqual([
    ['publisher', undefined],
    ['client', 'no such socket'],
    ['server', undefined],
  ]);
});

test('limits each teardown separately', async () => {
  const { clock, stack, results, unwind } = setup();
  stack.defer('quick', () => undefined);
  stack.defer('hangs', () => new Promise(() => undefined));
  stack.defer('hangs too', () => new Promise(() => undefined));
  const unwinding = unwind();
  await clock.advance(2000);
  await unwinding;
  expect(results).toMatchObject([
    { name: 'hangs too', durationMs: 1000, error: { code: 'TEARDOWN_TIMEOUT' } },
    { name: 'hangs', durationMs: 1000, error: { code: 'TEARDOWN_TIMEOUT' } },
    { name: 'quick', durationMs: 0 },
  ]);
});

test('calls teardowns that a teardown registers, and rejects new ones after the end', async () => {
  const { stack, results, unwind } = setup();
  stack.defer('outer', () => stack.defer('inner', () => undefined));
  await unwind();
  expect(results.map(({ name }) => name)).toEqual(['outer', 'inner']);
  expect(() => stack.defer('late', () => undefined)).toThrow(RunEndedError);
});
