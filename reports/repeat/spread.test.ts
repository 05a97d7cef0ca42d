import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadOf } from './spread.ts';

test('the median is the one in the middle, or half way between the two', () => {
  expect(spreadOf([])).toBeUndefined();
  expect(spreadOf([5])).toEqual({ n: 1, min: 5, median: 5, max: 5 });
  expect(spreadOf([10, -1, 9])).toEqual({ n: 3, min: -1, median: 9, max: 10 });
  expect(spreadOf([4, 1, 2, 100])).toEqual({ n: 4, min: 1, median: 3, max: 100 });
});

test('as many numbers lie below the median as above, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const { min = 0, median = 0, max = 0 } = spreadOf(values) ?? {};
      expect([min, max]).toEqual([Math.min(...values), Math.max(...values)]);
      const below = values.filter((value) => value < median).length;
      const above = values.filter((value) => value > median).length;
      expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
    }),
  );
});
