import { expect, test } from 'vitest';
import { AudioClock } from '../decode/audio-clock.ts';
import type { Pcm } from '../decode/pcm.ts';
import { noise } from '../testing/noise.ts';
import { fidelityOf } from './audio-fidelity.ts';

const RATE_HZ = 8000;
const START_S = 3;
const pcm = (samples: Float32Array): Pcm => ({
  sampleRateHz: RATE_HZ,
  samples,
  clock: new AudioClock([{ ptsS: 100, durationS: samples.length / RATE_HZ }]),
});
/** 2 s, of which the last half second is silent, at −17 dBFS. */
const audio = noise(2 * RATE_HZ, 1).map((sample, n) => (n < 1.5 * RATE_HZ ? sample / 4 : 0));

/** Applies `change` to the audio and puts it into the middle of 8 s of other noise. */
function aired(change: (sample: number, atS: number) => number): Pcm {
  const samples = noise(8 * RATE_HZ, 2).map((sample) => sample / 4);
  samples.set(
    audio.map((sample, n) => change(sample, n / RATE_HZ)),
    START_S * RATE_HZ,
  );
  return pcm(samples);
}

const fidelityAfter = (change: (sample: number, atS: number) => number) =>
  fidelityOf(pcm(audio), aired(change), 100 + START_S);

test('reports no change for unchanged audio', () => {
  expect(fidelityAfter((sample) => sample)).toEqual({ gainDb: 0, mismatchS: 0 });
});

test.each([
  [0.5, -6.02],
  [2, 6.02],
])('measures a gain of %d as %d dB', (gain, gainDb) => {
  expect(fidelityAfter((sample) => gain * sample)).toEqual({
    gainDb: expect.closeTo(gainDb, 1),
    mismatchS: 0,
  });
});

test('measures a gap of 0.2 s', () => {
  const gap = fidelityAfter((sample, atS) => (atS >= 0.4 && atS < 0.6 ? 0 : sample));
  expect(gap).toEqual({ gainDb: 0, mismatchS: expect.closeTo(0.2, 6), mismatchAtS: expect.closeTo(0.4, 6) });
});

test('counts audible noise during silence as a mismatch, but not inaudible noise', () => {
  const hiss = noise(2 * RATE_HZ, 3);
  const withHiss = (gain: number) =>
    fidelityAfter((sample, atS) =>
      atS >= 1.7 && atS < 1.8 ? gain * (hiss[Math.round(atS * RATE_HZ)] ?? 0) : sample,
    );
  expect(withHiss(0.1)).toEqual({ gainDb: 0, mismatchS: 0.1, mismatchAtS: expect.closeTo(1.7, 6) });
  expect(withHiss(0.002)).toEqual({ gainDb: 0, mismatchS: 0 });
});

test('omits the gain when nothing matches', () => {
  const replacement = noise(2 * RATE_HZ, 4);
  const other = fidelityAfter((_, atS) => (replacement[Math.round(atS * RATE_HZ)] ?? 0) / 4);
  expect(other).toEqual({ mismatchS: expect.closeTo(1.9, 6), mismatchAtS: 0 });
});

test('counts audio beyond either end of the capture as a mismatch', () => {
  const whole = aired((sample) => sample);
  const from = (startS: number) => pcm(whole.samples.slice((START_S + startS) * RATE_HZ));
  expect(fidelityOf(pcm(audio), from(0.3), 100 - 0.3)).toMatchObject({
    mismatchS: expect.closeTo(0.3, 6),
    mismatchAtS: 0,
  });
  const upTo = pcm(whole.samples.slice(0, (START_S + 1) * RATE_HZ));
  expect(fidelityOf(pcm(audio), upTo, 100 + START_S)).toMatchObject({
    mismatchS: expect.closeTo(0.5, 6),
    mismatchAtS: 1,
  });
});

test('ignores the padding that a decoder adds at the end', () => {
  const longer = new Float32Array(audio.length + 0.02 * RATE_HZ);
  longer.set(audio);
  expect(
    fidelityOf(
      pcm(longer),
      aired((sample) => sample),
      100 + START_S,
    ),
  ).toEqual({ gainDb: 0, mismatchS: 0 });
});

test('matches high frequencies that are offset by half a sample', () => {
  const hiss = (delay: number) =>
    Float32Array.from({ length: 2 * RATE_HZ }, (_, n) => {
      const turns = ((n - delay) * 3400) / RATE_HZ;
      return 0.2 * Math.sin(2 * Math.PI * turns) * (1 + 0.5 * Math.sin(turns / 9));
    });
  const offsetS = 0.5 / RATE_HZ;
  expect(fidelityOf(pcm(hiss(0)), pcm(hiss(0.5)), 100 + offsetS)).toMatchObject({ mismatchS: 0 });
});
