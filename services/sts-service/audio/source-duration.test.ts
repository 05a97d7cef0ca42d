import { expect, test } from 'vitest';
import { sourceDurationMs } from './source-duration.ts';

test('within what AAC adds, the label is exact', () => {
  expect(sourceDurationMs(6042.6, 6000, 48_000)).toBe(6000);
  expect(sourceDurationMs(2043, 2000, 48_000)).toBe(2000);
  expect(sourceDurationMs(6120, 6000, 16_000)).toBe(6000);
});

test('beyond, the bytes are right', () => {
  expect(sourceDurationMs(6050, 6000, 48_000)).toBe(6050);
  expect(sourceDurationMs(3000, 6000, 48_000)).toBe(3000);
  expect(sourceDurationMs(20, 0, 48_000)).toBe(20);
});
