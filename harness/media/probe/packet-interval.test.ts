import { expect, test } from 'vitest';
import { longestPacketInterval } from './packet-interval.ts';

test('returns the first of the longest intervals, and when it starts', () => {
  expect(longestPacketInterval([0, 1, 3, 4, 6])).toEqual({ durationS: 2, atS: 1 });
  expect(longestPacketInterval([5])).toBeUndefined();
  expect(longestPacketInterval([])).toBeUndefined();
});
