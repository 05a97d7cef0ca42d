import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';

test('1, 2, 4, 8, 16 s, then 30 s for ever', () => {
  const delays = [0, 1, 2, 3, 4, 5, 100, 5000].map((attempt) => backOffMs(attempt, 0.5));
  expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('each 10 % more or less, by chance', () => {
  expect(backOffMs(2, 0)).toBeCloseTo(3600);
  expect(backOffMs(2, 0.999_999)).toBeCloseTo(4400, 1);
});
