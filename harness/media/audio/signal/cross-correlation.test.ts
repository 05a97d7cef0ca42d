import { expect, test } from 'vitest';
import { noise } from '../../testing/noise.ts';
import { findPeak } from './cross-correlation.ts';

const apart = 50;

/** The cosine similarity of two signals. */
function similarity(a: Float32Array, b: Float32Array): number {
  const product = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, value, n) => sum + value * (y[n] ?? 0), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

/** c(lag) by its definition. */
function coefficientAt(needle: Float32Array, haystack: Float32Array, lag: number): number {
  return similarity(
    needle,
    needle.map((_, index) => haystack[lag + index] ?? 0),
  );
}

test('returns the coefficient of the definition, at the best lag', () => {
  const haystack = noise(700, 1);
  const needle = noise(100, 2);
  const peak = findPeak(needle, haystack, { minLag: -50, maxLag: 650, apart });
  const all = Array.from({ length: 701 }, (_, index) => coefficientAt(needle, haystack, index - 50));
  const best = Math.max(...all);
  expect(peak?.coefficient).toBeCloseTo(best, 12);
  expect(Math.abs((peak?.lag ?? 0) - (all.indexOf(best) - 50))).toBeLessThanOrEqual(0.5);
});

test.each([0, 1, 900, 4095, 4096, 20_000, 39_000])('finds a needle cut out at %i', (start) => {
  const haystack = noise(40_000, 3);
  const needle = haystack.slice(start, start + 1000);
  const peak = findPeak(needle, haystack, { minLag: -500, maxLag: 39_500, apart });
  expect(peak?.lag).toBeCloseTo(start, 2);
  expect(peak?.coefficient).toBeCloseTo(1, 9);
  expect(peak?.runnerUp).toBeLessThan(0.2);
});

test('does not find a needle that starts one sample outside the range', () => {
  const haystack = noise(4000, 5);
  const needle = haystack.slice(1000, 2000);
  for (const [minLag, maxLag, found] of [
    [900, 1000, true],
    [900, 999, false],
    [1000, 1100, true],
    [1001, 1100, false],
  ] as const) {
    const { coefficient = 0 } = findPeak(needle, haystack, { minLag, maxLag, apart }) ?? {};
    expect([minLag, maxLag, coefficient > 0.9]).toEqual([minLag, maxLag, found]);
  }
});

test('ignores the level of the needle and of the haystack', () => {
  const haystack = noise(8000, 4).map((sample, index) => sample * (index < 4000 ? 0.001 : 1));
  const needle = haystack.slice(1000, 2000).map((sample) => sample * 300);
  expect(findPeak(needle, haystack, { minLag: 0, maxLag: 7000, apart })).toMatchObject({
    lag: expect.closeTo(1000, 2),
    coefficient: expect.closeTo(1, 9),
  });
});

test('returns 1/√2 when noise is as strong as the signal', () => {
  const clean = noise(20_000, 5);
  const other = noise(20_000, 6);
  const haystack = clean.map((sample, index) => sample + (other[index] ?? 0));
  const peak = findPeak(clean.slice(5000, 15_000), haystack, { minLag: 0, maxLag: 10_000, apart });
  expect(peak?.lag).toBeCloseTo(5000, 1);
  expect(peak?.coefficient).toBeCloseTo(Math.SQRT1_2, 1);
});

test.each([0.25, 0.5, -0.4])('locates a needle %f samples off the grid within 0.05 samples', (fraction) => {
  const wave = (position: number) =>
    [0.031, 0.047, 0.083, 0.11].reduce((sum, f) => sum + Math.sin(2 * Math.PI * f * position + 40 * f), 0);
  const haystack = Float32Array.from({ length: 4000 }, (_, n) => wave(n));
  const needle = Float32Array.from({ length: 2000 }, (_, n) => wave(n + 700 + fraction));
  const peak = findPeak(needle, haystack, { minLag: 680, maxLag: 720, apart });
  expect(Math.abs((peak?.lag ?? 0) - (700 + fraction))).toBeLessThan(0.05);
});

test('finds a needle that extends beyond the end of the haystack', () => {
  const signal = noise(5000, 7);
  const needle = signal.slice(3500, 4500);
  const peak = findPeak(needle, signal.slice(0, 4300), { minLag: 0, maxLag: 4000, apart });
  expect(peak?.lag).toBeCloseTo(3500, 1);
  expect(peak?.coefficient).toBeGreaterThan(0.85);
  const early = findPeak(needle, signal.slice(3700), { minLag: -500, maxLag: 1000, apart });
  expect(early?.lag).toBeCloseTo(-200, 1);
});

test('returns a runner-up equal to the peak for a periodic signal', () => {
  const beat = noise(500, 8);
  const haystack = Float32Array.from({ length: 5000 }, (_, index) => beat[index % 500] ?? 0);
  const peak = findPeak(haystack.slice(0, 1000), haystack, { minLag: 0, maxLag: 4000, apart });
  expect(peak?.runnerUp).toBeCloseTo(1, 9);
});

test('does not match an inverted signal', () => {
  const haystack = noise(4000, 9);
  const needle = haystack.slice(1000, 2000).map((sample) => -sample);
  const peak = findPeak(needle, haystack, { minLag: 0, maxLag: 3000, apart });
  expect(peak?.coefficient).toBeLessThan(0.2);
  expect(similarity(needle, haystack.slice(1000, 2000))).toBeCloseTo(-1, 12);
});

test('returns undefined when needle or haystack is silent', () => {
  const range = { minLag: 0, maxLag: 3000, apart };
  expect(findPeak(new Float32Array(1000), noise(4000, 1), range)).toBeUndefined();
  expect(findPeak(noise(1000, 1), new Float32Array(4000), range)).toBeUndefined();
  expect(findPeak(noise(1000, 1), new Float32Array(0), range)).toBeUndefined();
  const faint = noise(4000, 1).map((sample) => sample * 1e-7);
  expect(findPeak(faint.slice(1000, 2000), noise(4000, 1), range)).toBeUndefined();
  expect(findPeak(noise(4000, 1).slice(1000, 2000), faint, range)).toBeUndefined();
});
