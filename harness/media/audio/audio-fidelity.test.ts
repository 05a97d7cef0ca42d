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
const sound = noise(2 * RATE_HZ, 1).map((sample, n) => (n < 1.5 * RATE_HZ ? sample / 4 : 0));

/** The sound in the middle of 8 s of others, as something has changed it. */
function aired(change: (sample: number, atS: number) => number): Pcm {
  const samples = noise(8 * RATE_HZ, 2).map((sample) => sample / 4);
  samples.set(
    sound.map((sample, n) => change(sample, n / RATE_HZ)),
    START_S * RATE_HZ,
  );
  return pcm(samples);
}

const judged = (change: (sample: number, atS: number) => number) =>
  fidelityOf(pcm(sound), aired(change), 100 + START_S);

test('a sound as it was', () => {
  expect(judged((sample) => sample)).toEqual({ gainDb: 0, differsS: 0 });
});

test.each([
  [0.5, -6.02],
  [2, 6.02],
])('%d times as loud is %d dB', (gain, gainDb) => {
  expect(judged((sample) => gain * sample)).toEqual({ gainDb: expect.closeTo(gainDb, 1), differsS: 0 });
});

test('a gap of 0.2 s', () => {
  const gap = judged((sample, atS) => (atS >= 0.4 && atS < 0.6 ? 0 : sample));
  expect(gap).toEqual({ gainDb: 0, differsS: expect.closeTo(0.2, 6), differsAtS: expect.closeTo(0.4, 6) });
});

test('noise where it was silent is another sound, noise that nobody hears is not', () => {
  const hiss = noise(2 * RATE_HZ, 3);
  const withHiss = (gain: number) =>
    judged((sample, atS) =>
      atS >= 1.7 && atS < 1.8 ? gain * (hiss[Math.round(atS * RATE_HZ)] ?? 0) : sample,
    );
  expect(withHiss(0.1)).toEqual({ gainDb: 0, differsS: 0.1, differsAtS: expect.closeTo(1.7, 6) });
  expect(withHiss(0.002)).toEqual({ gainDb: 0, differsS: 0 });
});

test('all of it is another sound: nothing is said of its loudness', () => {
  const other = noise(2 * RATE_HZ, 4);
  const different = judged((_, atS) => (other[Math.round(atS * RATE_HZ)] ?? 0) / 4);
  expect(different).toEqual({ differsS: expect.closeTo(1.9, 6), differsAtS: 0 });
});

test('what is beyond either end of the other sound is not heard', () => {
  const whole = aired((sample) => sample);
  const from = (startS: number) => pcm(whole.samples.slice((START_S + startS) * RATE_HZ));
  expect(fidelityOf(pcm(sound), from(0.3), 100 - 0.3)).toMatchObject({
    differsS: expect.closeTo(0.3, 6),
    differsAtS: 0,
  });
  const upTo = pcm(whole.samples.slice(0, (START_S + 1) * RATE_HZ));
  expect(fidelityOf(pcm(sound), upTo, 100 + START_S)).toMatchObject({
    differsS: expect.closeTo(0.5, 6),
    differsAtS: 1,
  });
});

test('what a decoder adds at the end lies in the next window, and is not compared', () => {
  const longer = new Float32Array(sound.length + 0.02 * RATE_HZ);
  longer.set(sound);
  expect(
    fidelityOf(
      pcm(longer),
      aired((sample) => sample),
      100 + START_S,
    ),
  ).toEqual({ gainDb: 0, differsS: 0 });
});

test('sound of high frequencies is the same half a sample later', () => {
  const hiss = (delay: number) =>
    Float32Array.from({ length: 2 * RATE_HZ }, (_, n) => {
      const turns = ((n - delay) * 3400) / RATE_HZ;
      return 0.2 * Math.sin(2 * Math.PI * turns) * (1 + 0.5 * Math.sin(turns / 9));
    });
  const place = 0.5 / RATE_HZ;
  expect(fidelityOf(pcm(hiss(0)), pcm(hiss(0.5)), 100 + place)).toMatchObject({ differsS: 0 });
});
