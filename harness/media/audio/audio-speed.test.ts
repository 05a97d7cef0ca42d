import { expect, test } from 'vitest';
import { AudioClock } from '../decode/audio-clock.ts';
import type { Pcm } from '../decode/pcm.ts';
import { noise } from '../testing/noise.ts';
import { measureAudioSpeed } from './audio-speed.ts';

const RATE_HZ = 8000;
const START_S = 2;
const pcm = (samples: Float32Array): Pcm => ({
  sampleRateHz: RATE_HZ,
  samples,
  clock: new AudioClock([{ ptsS: 0, durationS: samples.length / RATE_HZ }]),
});

/** Noise below 2 kHz, like a voice. Louder in its second quarter. */
function voice(seed: number): Float32Array {
  const rough = noise(2 * RATE_HZ + 4, seed);
  return Float32Array.from({ length: 2 * RATE_HZ }, (_, n) => {
    const smooth = rough.subarray(n, n + 4).reduce((sum, sample) => sum + sample / 4, 0);
    return n >= 0.5 * RATE_HZ && n < RATE_HZ ? smooth : smooth / 2;
  });
}
const audio = voice(1);

/** The audio at another speed, from 2 s on. */
function playedAt(speed: number, source = audio): Pcm {
  const samples = new Float32Array(8 * RATE_HZ);
  for (let n = 0; n * speed < source.length - 1; n += 1) {
    const at = n * speed;
    const before = source[Math.floor(at)] ?? 0;
    samples[START_S * RATE_HZ + n] = before + (at % 1) * ((source[Math.floor(at) + 1] ?? 0) - before);
  }
  return pcm(samples);
}

test.each([1, 0.99, 0.9967, 1.0175, 48_000 / 44_100, 44_100 / 48_000, 0.5, 2])(
  'measures a speed of %d',
  (speed) => {
    const measured = measureAudioSpeed(pcm(audio), playedAt(speed), START_S);
    expect(Math.abs((measured ?? Number.NaN) - speed)).toBeLessThan(0.0013);
  },
);

test('returns undefined for other audio, silence and a speed without a known cause', () => {
  expect(measureAudioSpeed(pcm(audio), playedAt(1, voice(2)), START_S)).toBeUndefined();
  expect(measureAudioSpeed(pcm(audio), pcm(new Float32Array(8 * RATE_HZ)), START_S)).toBeUndefined();
  expect(measureAudioSpeed(pcm(audio), playedAt(0.7), START_S)).toBeUndefined();
});
