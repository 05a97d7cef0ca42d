import { expect, test } from 'vitest';
import { longestStep } from './longest-step.ts';

test('the longest step and where it begins; the first of equal ones', () => {
  expect(longestStep([0, 1, 3, 4, 6])).toEqual({ durationS: 2, atS: 1 });
  expect(longestStep([5])).toBeUndefined();
  expect(longestStep([])).toBeUndefined();
});
