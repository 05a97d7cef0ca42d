import { expect, test } from 'vitest';
import { classifyBySimilarity } from './segment-audio.ts';

test('classifies an echo as dubbed when rounding makes the original more similar', () => {
  // Measured: two correlations of the same capture with byte-identical audio.
  expect(classifyBySimilarity(0.997_273_719_367_444_2, 0.997_273_719_367_445_8)).toBe('dubbed');
});

test('classifies by the greater similarity', () => {
  expect(classifyBySimilarity(0.9, 0.6)).toBe('dubbed');
  expect(classifyBySimilarity(0.6, 0.9)).toBe('original');
  expect(classifyBySimilarity(0.6, 0.600_001)).toBe('original');
  expect(classifyBySimilarity(0.4, 0.4)).toBe('other');
});
