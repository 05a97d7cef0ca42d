import { expect, test } from 'vitest';
import { formatSize } from './size.ts';

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [4_249_000, '4.2 MB'],
  [999_949_999, '999.9 MB'],
  [999_950_000, '1.0 GB'],
  [12_300_000_000, '12.3 GB'],
])('%d bytes are %s', (sizeBytes, text) => {
  expect(formatSize(sizeBytes)).toBe(text);
});
