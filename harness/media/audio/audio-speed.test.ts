import { expect, test } from 'vitest';
import { AudioClock } from '../decode/audio-clock.ts';
import type { Pcm } from '../decode/pcm.ts';
import { noise } from '../testing/noise.ts';
import { soundSpeed } from './audio-speed.ts';

const RATE_HZ = 8000;
const START_S = 2;
const pcm = (samples: Float32Array): Pcm => ({
  sampleRateHz: RATE_HZ,
  samples,
  clock: new AudioClock([{ ptsS: 0, durationS: samples.length / RATE_HZ }]),
});

/** Noise below 2 kHz, as a voice is, louder in its second quarter. */
function voice(seed: number): Float32Array {
  const rough = noise(2 * RATE_HZ + 4, seed);
  return Float32Array.from({ length: 2 * RATE_HZ }, (_, n) => {
    const smooth = rough.subarray(n, n + 4).reduce((sum, sample) => sum + sample / 4, 0);
    return n >= 0.5 * RATE_HZ && n < RATE_HZ ? smooth : smooth / 2;
  });
}
const sound = voice(1);

/** The sound at another speed, from 2 s on. */
function playedAt(speed: number, source = sound): Pcm {
  const samples = new Float32Array(8 * RATE_HZ);
  for (let n = 0; n * speed < source.length - 1; n += 1) {
    const at = n * speed;
    const before = source[Math.floor(at)] ?? 0;
    samples[START_S * RATE_HZ + n] = before + (at % 1) * ((source[Math.floor(at) + 1] ?? 0) - before);
  }
  return pcm(samples);
}

test.each([1, 0.99, 0.9967, 1.0175, 48_000 / 44_100, 44_100 / 48_000, 0.5, 2])(
  'a sound that is played at %d of its speed',
  (speed) => {
    const measured = soundSpeed(pcm(sound), playedAt(speed), START_S);
    expect(Math.abs((measured ?? Number.NaN) - speed)).toBeLessThan(0.0013);
  },
);

test('another sound, silence, and a speed that nothing explains are not told', () => {
  expect(soundSpeed(pcm(sound), playedAt(1, voice(2)), START_S)).toBeUndefined();
  expect(soundSpeed(pcm(sound), pcm(new Float32Array(8 * RATE_HZ)), START_S)).toBeUndefined();
  expect(soundSpeed(pcm(sound), playedAt(0.7), START_S)).toBeUndefined();
});
