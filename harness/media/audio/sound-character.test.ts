import { expect, test } from 'vitest';
import { AudioClock } from '../decode/audio-clock.ts';
import type { Pcm } from '../decode/pcm.ts';
import { noise } from '../testing/noise.ts';
import { characterOf } from './sound-character.ts';

const RATE_HZ = 8000;

function pcmOf(samples: Float32Array): Pcm {
  const durationS = samples.length / RATE_HZ;
  return { sampleRateHz: RATE_HZ, samples, clock: new AudioClock([{ ptsS: 0, durationS }]) };
}

/** Two seconds of a signal, by its value at a time in seconds. */
function signal(at: (timeS: number) => number): Pcm {
  return pcmOf(Float32Array.from({ length: 2 * RATE_HZ }, (_, index) => at(index / RATE_HZ)));
}

const sine = (hz: number, timeS: number): number => Math.sin(2 * Math.PI * hz * timeS);

test.each([
  ['a tone', (t: number) => 0.25 * sine(1000, t), 1000],
  ['two tones', (t: number) => 0.2 * sine(697, t) + 0.15 * sine(1209, t), 697],
  ['a square wave', (t: number) => 0.3 * Math.sign(sine(200, t)), 200],
  ['beeps', (t: number) => (t % 0.5 < 0.2 ? 0.3 * sine(1000, t) : 0), 1000],
])('recognises %s', (_, at, hz) => {
  const character = characterOf(signal(at));
  expect(character?.kind).toBe('tone');
  expect(Math.abs((character?.dominantHz ?? 0) - hz)).toBeLessThan(20);
});

test('recognises a tone that moves', () => {
  expect(characterOf(signal((t) => 0.3 * Math.sin(2 * Math.PI * (200 * t + 400 * t * t))))?.kind).toBe(
    'tone',
  );
});

test('recognises noise, continuous and in bursts', () => {
  const white = noise(2 * RATE_HZ, 1);
  expect(characterOf(pcmOf(white))).toMatchObject({ kind: 'noise', flatness: expect.closeTo(0.55, 1) });
  const bursts = white.map((sample, index) => (index % 4000 < 2000 ? sample : 0));
  expect(characterOf(pcmOf(bursts))?.kind).toBe('noise');
});

test('sounds that change like syllables are neither', () => {
  const vowels = [
    [300, 870, 2240],
    [660, 1720, 2410],
    [730, 1090, 2440],
    [270, 2290, 3010],
  ] as const;
  const spoken = signal((t) => {
    const [f1, f2, f3] = vowels[Math.floor(t * 4) % 4] as (typeof vowels)[number];
    const syllable = Math.max(0, sine(2, t % 0.25));
    return syllable * (0.3 * sine(120, t) + 0.2 * sine(f1, t) + 0.1 * sine(f2, t) + 0.05 * sine(f3, t));
  });
  expect(characterOf(spoken)?.kind).toBe('changing');
});

test('silence and single frames have no character', () => {
  expect(characterOf(pcmOf(new Float32Array(RATE_HZ)))).toBeUndefined();
  expect(characterOf(pcmOf(noise(300, 1)))).toBeUndefined();
});
