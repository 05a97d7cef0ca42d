import { expect, test } from 'vitest';
import { type AudioBlock, AudioClock } from '../decode/audio-clock.ts';
import type { Pcm } from '../decode/pcm.ts';
import { noise } from '../testing/noise.ts';
import { likeness, locateNear, locateSound } from './locate-audio.ts';

const RATE_HZ = 8000;
const pcm = (samples: Float32Array, blocks?: AudioBlock[]): Pcm => ({
  sampleRateHz: RATE_HZ,
  samples,
  clock: new AudioClock(blocks ?? [{ ptsS: 0, durationS: samples.length / RATE_HZ }]),
});
const whole = noise(10 * RATE_HZ, 1);
const piece = (startS: number, durationS: number) =>
  pcm(whole.slice(startS * RATE_HZ, (startS + durationS) * RATE_HZ));

test('a piece is found near where it is expected, and elsewhere when it is not there', () => {
  const place = { found: true, startS: expect.closeTo(6, 4), coefficient: expect.closeTo(1, 6) };
  expect(locateSound(piece(6, 1), pcm(whole), 5.5)).toEqual(place);
  expect(locateSound(piece(6, 1), pcm(whole), 2)).toEqual(place);
  expect(locateSound(piece(6, 1), pcm(whole))).toEqual(place);
  expect(locateNear(piece(6, 1), pcm(whole), 5.5)).toEqual(place);
  expect(locateNear(piece(6, 1), pcm(whole), 2)).toMatchObject({ found: false });
  expect(locateNear(piece(6, 1), pcm(whole), 4.9)).toMatchObject({ found: false });
  expect(locateNear(piece(6, 1), pcm(whole), 7.1)).toMatchObject({ found: false });
});

test('the place is on the clock of the longer sound, also for a piece that begins where a gap ends', () => {
  const late = pcm(whole, [
    { ptsS: 100, durationS: 6 },
    { ptsS: 107, durationS: 4 },
  ]);
  for (const [startS, placeS] of [
    [2, 102],
    [6, 107],
    [8, 109],
    // Where most of it is before the gap, and where most of it is after.
    [5.3, 105.3],
    [5.7, 106.7],
  ] as const) {
    expect(locateSound(piece(startS, 1), late, placeS)).toMatchObject({
      found: true,
      startS: expect.closeTo(placeS, 4),
    });
  }
});

test('what is not there, silent, or in silence is told with its reason', () => {
  const silence = pcm(new Float32Array(4 * RATE_HZ));
  expect(locateSound(pcm(noise(RATE_HZ, 2)), pcm(whole))).toEqual({
    found: false,
    reason: expect.stringMatching(/^nothing like its 1\.0 s is there: 0\.\d\d at best, 0\.5 needed$/),
    coefficient: expect.any(Number),
  });
  expect(locateSound(silence, pcm(whole))).toMatchObject({ found: false, reason: 'it is silent' });
  expect(locateSound(piece(1, 1), silence)).toMatchObject({ found: false, reason: 'there is only silence' });
});

test('sounds of different sample rates are refused', () => {
  expect(() => locateSound({ ...piece(1, 1), sampleRateHz: 16_000 }, pcm(whole))).toThrow(
    '16000 and 8000 Hz',
  );
});

test('likeness forgives a tenth of a second', () => {
  expect(likeness(piece(1, 2), piece(1.05, 2))).toBeGreaterThan(0.9);
  expect(likeness(piece(1, 2), piece(1.2, 2))).toBeLessThan(0.2);
  expect(likeness(piece(1, 2), pcm(new Float32Array(RATE_HZ)))).toBe(0);
});
