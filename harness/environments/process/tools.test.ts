import { expect, test } from 'vitest';
import { isOlder } from './tools.ts';

test.each([
  [[4, 9], true],
  [[5, 0], true],
  [[5, 1], false],
  [[5, 2], false],
  [[6, 0], false],
  [[10, 0], false],
] as const)('compares %j with 5.1: older is %s', (version, older) => {
  expect(isOlder(version, [5, 1])).toBe(older);
});
