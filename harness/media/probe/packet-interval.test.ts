import { expect, test } from 'vitest';
import { longestPacketInterval } from './packet-interval.ts';

test('the longest step and where it begins; the first of equal ones', () => {
  expect(longestPacketInterval([0, 1, 3, 4, 6])).toEqual({ durationS: 2, atS: 1 });
  expect(longestPacketInterval([5])).toBeUndefined();
  expect(longestPacketInterval([])).toBeUndefined();
});
