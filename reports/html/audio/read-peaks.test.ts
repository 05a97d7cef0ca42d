import { expect, test } from 'vitest';
import { peaksOf } from './read-peaks.ts';

test('takes the loudest sample of each section, positive or negative', () => {
  const samples = Int16Array.of(0, 16_384, 100, -32_768, 0, 0);
  expect(peaksOf(Buffer.from(samples.buffer), 3)).toEqual([0.5, 1, 0]);
});

test('returns fewer peaks for fewer samples', () => {
  expect(peaksOf(Buffer.from(Int16Array.of(-16_384).buffer), 160)).toEqual([0.5]);
});
