import { expect, test } from 'vitest';
import { limitPeaks } from './limit-peaks.ts';
import { findTruePeaks } from './true-peak.ts';

const RATE_HZ = 48_000;
const CEILING = 10 ** (-1 / 20);

function tone(amplitude: (timeS: number) => number, frequencyHz = 220): Float32Array {
  return Float32Array.from({ length: RATE_HZ }, (_, at) => {
    const timeS = at / RATE_HZ;
    return amplitude(timeS) * Math.sin(2 * Math.PI * frequencyHz * timeS);
  });
}

const burst = (height: number) => (timeS: number) => (timeS > 0.4 && timeS < 0.42 ? height : 0.3);

function highestPeak(channels: readonly Float32Array[]): number {
  let peak = 0;
  for (const samples of channels)
    findTruePeaks(samples, 0, (_, amplitude) => {
      peak = Math.max(peak, amplitude);
    });
  return peak;
}

test.each([
  ['a burst', [tone(burst(1.8))]],
  ['a burst of a high tone', [tone(burst(1.8), 11_987)]],
  ['a peak in one channel of two', [tone(burst(0.3)), tone(burst(2))]],
  ['peaks all the time', [tone(() => 4)]],
  ['peaks at both ends', [tone((timeS) => (timeS < 0.01 || timeS > 0.99 ? 2 : 0.2), 1000)]],
  ['a single sample', [Float32Array.from({ length: 2000 }, (_, at) => (at === 1000 ? 3 : 0))]],
  ['one sample in all', [Float32Array.of(2)]],
])('keeps the true peaks of %s below the ceiling', (_, channels) => {
  const before = highestPeak(channels);
  const lowest = limitPeaks(channels, RATE_HZ, CEILING);
  expect(lowest).toBeCloseTo(CEILING / before, 2);
  expect(20 * Math.log10(highestPeak(channels) / CEILING)).toBeLessThan(0.05);
});

test('does not change audio below the ceiling', () => {
  const samples = tone(() => CEILING - 0.001);
  const before = Float32Array.from(samples);
  expect(limitPeaks([samples], RATE_HZ, CEILING)).toBe(1);
  expect(samples).toEqual(before);
});

test('lowers all channels alike, around the peak only, and without a step', () => {
  const [left, right] = [tone(burst(0.3)), tone(burst(2))];
  const before = Float32Array.from(left);
  limitPeaks([left, right], RATE_HZ, CEILING);
  const gains = Array.from(left, (sample, at) => sample / (before[at] as number)).filter(Number.isFinite);
  expect(Math.min(...gains)).toBeLessThan(0.5);
  expect(gains.slice(0, RATE_HZ * 0.39).every((gain) => Math.abs(gain - 1) < 1e-6)).toBe(true);
  expect(gains.at(-1)).toBeGreaterThan(0.99);
  const steps = gains.slice(1).map((gain, at) => Math.abs(gain - (gains[at] as number)));
  expect(Math.max(...steps)).toBeLessThan(0.01);
});

test('adds little distortion to a tone that exceeds the ceiling by 6 dB', () => {
  const samples = tone(() => 2 * CEILING);
  limitPeaks([samples], RATE_HZ, CEILING);
  const middle = samples.subarray(RATE_HZ / 4, (RATE_HZ * 3) / 4);
  let [sine, cosine, energy] = [0, 0, 0];
  for (const [at, sample] of middle.entries()) {
    const angle = (2 * Math.PI * 220 * (at + RATE_HZ / 4)) / RATE_HZ;
    sine += sample * Math.sin(angle);
    cosine += sample * Math.cos(angle);
    energy += sample * sample;
  }
  const share = (2 * (sine * sine + cosine * cosine)) / (middle.length * energy);
  // Clipping it would put more than 10 % of the energy elsewhere.
  expect(1 - share).toBeLessThan(0.001);
});
