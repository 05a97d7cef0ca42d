import { expect, test } from 'vitest';
import { alignColumns, boundsOf, counted, formatDuration, formatSize } from './values.ts';

test.each([
  [0, '0 ms'],
  [412.4, '412 ms'],
  [999.6, '1.0 s'],
  [2345, '2.3 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min 00 s'],
  [65_000, '1 min 05 s'],
  [3_600_000, '60 min 00 s'],
])('formats %d ms as %s', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

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
])('formats %d bytes as %s', (sizeBytes, text) => {
  expect(formatSize(sizeBytes)).toBe(text);
});

test('uses the singular for exactly one', () => {
  expect([0, 1, 2].map((count) => counted(count, 'frame'))).toEqual(['0 frames', '1 frame', '2 frames']);
});

test('reads bounds from a limit, and none from an expected value', () => {
  expect(boundsOf({ max: 3 })).toEqual({ max: 3 });
  expect([{}, 5, 'h264', { max: 'x' }, undefined].map(boundsOf)).toEqual(Array(5).fill(undefined));
});

test('aligns columns, right where requested, and shortens all cells but those of the last column', () => {
  const rows = [
    ['a', '10', 'first and long'],
    ['longer', '9', ''],
  ];
  expect(alignColumns(rows, { right: [1], maxWidth: 4 })).toEqual(['a     10  first and long', 'lon…   9']);
  expect(alignColumns([])).toEqual([]);
});
