import { expect, test } from 'vitest';
import { findTruePeaks } from './true-peak.ts';

const RATE_HZ = 48_000;

function sine(frequencyHz: number, phase: number, amplitude = 1): Float32Array {
  return Float32Array.from(
    { length: 4800 },
    (_, at) => amplitude * Math.sin((2 * Math.PI * frequencyHz * at) / RATE_HZ + phase),
  );
}

/** Without the edges, where the signal starts and ends abruptly. */
function truePeak(samples: Float32Array): number {
  let peak = 0;
  findTruePeaks(samples, 0, (at, amplitude) => {
    if (at >= 100 && at < samples.length - 100) peak = Math.max(peak, amplitude);
  });
  return peak;
}

test.each([
  ['between all samples', 12_000, Math.PI / 4],
  ['at the samples', 12_000, 0],
  ['of a low tone', 100, 0.3],
  ['of speech', 3000, 1],
  ['of an s', 9000, 2],
])('finds the peak of a sine %s', (_, frequencyHz, phase) => {
  const peakDb = 20 * Math.log10(truePeak(sine(frequencyHz, phase)));
  // ITU-R BS.1770-4, annex 2: oversampling by 4 reads up to 0.7 dB too little at 0.45 of the sample rate.
  expect(Math.abs(peakDb)).toBeLessThan(0.15);
});

test('reports each place above the limit, and no other', () => {
  const samples = new Float32Array(1000);
  samples[500] = 0.9;
  samples[700] = 0.4;
  const places: number[] = [];
  findTruePeaks(samples, 0.5, (at) => places.push(at));
  expect(places).toContain(500);
  expect(places.every((at) => Math.abs(at - 500) <= 1)).toBe(true);
});

test('finds a peak that no sample reaches, also at the edge of a block', () => {
  // Two equal samples of a tone at a quarter of the sample rate: the peak lies between them.
  const samples = sine(12_000, Math.PI / 4, 0.9);
  expect(Math.max(...samples)).toBeLessThan(0.65);
  const places = new Set<number>();
  findTruePeaks(samples, 0.85, (at) => places.add(at));
  for (const at of [1023, 1024, 1087, 1088]) expect(places.has(at) || places.has(at - 1)).toBe(true);
});

test.each([0, 1, 12, 63, 64, 65])('accepts %i samples', (length) => {
  const found: number[] = [];
  findTruePeaks(new Float32Array(length).fill(1), 0.99, (at) => found.push(at));
  expect(found).toHaveLength(length);
});
