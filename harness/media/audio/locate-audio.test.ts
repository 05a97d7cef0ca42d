import { expect, test } from 'vitest';
import { type AudioBlock, AudioClock } from '../decode/audio-clock.ts';
import type { Pcm } from '../decode/pcm.ts';
import { noise } from '../testing/noise.ts';
import { locateAudio, locateNear, similarity } from './locate-audio.ts';

const RATE_HZ = 8000;
const pcm = (samples: Float32Array, blocks?: AudioBlock[]): Pcm => ({
  sampleRateHz: RATE_HZ,
  samples,
  clock: new AudioClock(blocks ?? [{ ptsS: 0, durationS: samples.length / RATE_HZ }]),
});
const whole = noise(10 * RATE_HZ, 1);
const piece = (startS: number, durationS: number) =>
  pcm(whole.slice(startS * RATE_HZ, (startS + durationS) * RATE_HZ));

test('finds a piece near the expected position, otherwise anywhere', () => {
  const placement = { found: true, startS: expect.closeTo(6, 4), similarity: expect.closeTo(1, 6) };
  expect(locateAudio(piece(6, 1), pcm(whole), 5.5)).toEqual(placement);
  expect(locateAudio(piece(6, 1), pcm(whole), 2)).toEqual(placement);
  expect(locateAudio(piece(6, 1), pcm(whole))).toEqual(placement);
  expect(locateNear(piece(6, 1), pcm(whole), 5.5)).toEqual(placement);
  expect(locateNear(piece(6, 1), pcm(whole), 2)).toMatchObject({ found: false });
  expect(locateNear(piece(6, 1), pcm(whole), 4.9)).toMatchObject({ found: false });
  expect(locateNear(piece(6, 1), pcm(whole), 7.1)).toMatchObject({ found: false });
});

test('gives the position on the clock of the longer audio, also for a piece that starts at the end of a gap', () => {
  const late = pcm(whole, [
    { ptsS: 100, durationS: 6 },
    { ptsS: 107, durationS: 4 },
  ]);
  for (const [startS, presentedS] of [
    [2, 102],
    [6, 107],
    [8, 109],
    // Most of the piece lies before the gap, then after it.
    [5.3, 105.3],
    [5.7, 106.7],
  ] as const) {
    expect(locateAudio(piece(startS, 1), late, presentedS)).toMatchObject({
      found: true,
      startS: expect.closeTo(presentedS, 4),
    });
  }
});

test('gives the reason when audio is absent, silent or searched in silence', () => {
  const silence = pcm(new Float32Array(4 * RATE_HZ));
  expect(locateAudio(pcm(noise(RATE_HZ, 2)), pcm(whole))).toEqual({
    found: false,
    reason: expect.stringMatching(/^no match for its 1\.0 s: similarity 0\.\d\d at best, 0\.5 required$/),
    similarity: expect.any(Number),
  });
  expect(locateAudio(silence, pcm(whole))).toMatchObject({ found: false, reason: 'it is silent' });
  expect(locateAudio(piece(1, 1), silence)).toMatchObject({
    found: false,
    reason: 'the searched range is silent',
  });
});

test('rejects audio of different sample rates', () => {
  expect(() => locateAudio({ ...piece(1, 1), sampleRateHz: 16_000 }, pcm(whole))).toThrow(
    '16000 and 8000 Hz',
  );
});

test('similarity tolerates an offset of a tenth of a second', () => {
  expect(similarity(piece(1, 2), piece(1.05, 2))).toBeGreaterThan(0.9);
  expect(similarity(piece(1, 2), piece(1.2, 2))).toBeLessThan(0.2);
  expect(similarity(piece(1, 2), pcm(new Float32Array(RATE_HZ)))).toBe(0);
});
