import { expect, test } from 'vitest';
import { readWav } from './read-wav.ts';
import { writeWav } from './write-wav.ts';

test('what was written can be read', () => {
  const samples = Int16Array.of(0, 1, -1, 32_767, -32_768);
  const { pcm, sampleRateHz } = readWav(writeWav(samples, 14_700));
  expect(sampleRateHz).toBe(14_700);
  expect(new Int16Array(Uint8Array.from(pcm).buffer)).toEqual(samples);
});
