import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';

test('waits 1, 2, 4, 8, 16 s, then 30 s before every further attempt', () => {
  const delays = [0, 1, 2, 3, 4, 5, 100, 5000].map((failures) => backOffMs(failures, 0.5));
  expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('varies each delay by up to 10 %', () => {
  expect(backOffMs(2, 0)).toBeCloseTo(3600);
  expect(backOffMs(2, 0.999_999)).toBeCloseTo(4400, 1);
});
