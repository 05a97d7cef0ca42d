import { expect, test } from 'vitest';
import { durationMetadata } from './duration-metadata.ts';

test.each([
  [6000, 6000, 1, [6000, 6000, 0, 1]],
  [6000, 6500, 2, [6000, 6500, 8.33, 2]],
  [5999.6, 6000.4, 0.51234, [6000, 6000, 0.01, 0.512]],
  [6000, 5970, 1, [6000, 5970, -0.5, 1]],
  [0, 0, 1, [0, 0, 0, 1]],
  // Rounded before the division, the source would last 0 ms.
  [0.4, 0.5, 1, [0, 1, 25, 1]],
])('compares %d ms with %d ms at speed %d', (originalMs, dubbedMs, tempo, expected) => {
  expect(Object.values(durationMetadata(originalMs, dubbedMs, tempo))).toEqual(expected);
});
