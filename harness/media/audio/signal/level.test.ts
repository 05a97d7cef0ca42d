import { expect, test } from 'vitest';
import { isSilent, rmsDbfs } from './level.ts';

const sine = (amplitude: number) =>
  Float32Array.from({ length: 8000 }, (_, n) => amplitude * Math.sin((2 * Math.PI * 440 * n) / 8000));

test('measures a full-scale sine as −3.01 dBFS and a tenth of it as 20 dB less', () => {
  expect(rmsDbfs(sine(1))).toBeCloseTo(-3.01, 2);
  expect(rmsDbfs(sine(0.1))).toBeCloseTo(-23.01, 2);
});

test('returns −∞ for silence and for no samples', () => {
  expect(rmsDbfs(new Float32Array(100))).toBe(Number.NEGATIVE_INFINITY);
  expect(rmsDbfs(new Float32Array(0))).toBe(Number.NEGATIVE_INFINITY);
});

test('audio below −60 dBFS is silent', () => {
  expect(isSilent(sine(0.0013))).toBe(true);
  expect(isSilent(sine(0.0015))).toBe(false);
  expect(isSilent(new Float32Array(10))).toBe(true);
});
