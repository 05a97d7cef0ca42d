import { expect, test } from 'vitest';
import { checkReceived } from './check-received.ts';

/** What is checked of 300 frames, and whether it is within its limit. */
function judged(received: number | undefined): unknown[] {
  const found: unknown[] = [];
  const check = (name: string, checked: { readonly actual?: unknown; readonly limit?: unknown }): boolean =>
    found.push({ name, ...checked }) > 0;
  checkReceived({ check, record: () => undefined, notMeasured: () => undefined }, 300, received);
  return found;
}

test.each([
  [300, 0, 'recorder drops the last one'],
  [299, 1, 'recorder drops the last one'],
  [297, 3, 'lost on the way to the worker'],
  // A recorder that keeps more than was published has lost nothing.
  [301, 0, 'recorder drops the last one'],
])('of 300 frames %i were received', (received, actual, note) => {
  const name = 'input-frames-missing';
  expect(judged(received)).toEqual([
    { name, actual, limit: { max: 1 }, unit: 'frames', note: expect.stringContaining(note) },
  ]);
});

test('of a recording that cannot be had nothing is said', () => {
  expect(judged(undefined)).toEqual([]);
});
