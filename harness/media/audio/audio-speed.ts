import { durationOf, type Pcm } from '../decode/pcm.ts';
import { NEAR_S } from './locate-audio.ts';
import { findPeak } from './signal/cross-correlation.ts';
import { rmsDbfs } from './signal/level.ts';

/** A word, or most of one. */
const PIECE_S = 0.4;
const STEP_S = 0.1;
/** A piece as short as this may resemble other speech by 0.6. */
const SAME_PIECE = 0.75;
/** What a drifting clock does, in steps at which a piece is still alike. */
const DRIFTING = Array.from({ length: 17 }, (_, step) => 1 + (step - 8) * 0.0025);
/** What a wrong label does: samples of 44.1 kHz taken for 48 kHz and the other way, and one of two channels. */
const MISLABELLED = [48_000 / 44_100, 44_100 / 48_000, 0.5, 2];

/**
 * How fast a sound is played that is not found as a whole: the loudest piece of its first half is looked for near
 * its place, at each speed that there is a known cause for. Within ± 2 % to a quarter of a percent.
 *
 * @param expectedS when the sound should begin in `within`
 * @returns 1: as it was; less: slower; undefined when it is not found at any of these speeds
 */
export function soundSpeed(sound: Pcm, within: Pcm, expectedS: number): number | undefined {
  const startS = loudestPiece(sound, durationOf(sound) / 2);
  const positionS = within.clock.positionOf(expectedS);
  let best = { speed: 1, coefficient: 0 };
  for (const speed of [...DRIFTING, ...MISLABELLED]) {
    const piece = playedAt(speed, sound, startS);
    const expected = Math.round((positionS + startS / speed) * within.sampleRateHz);
    const reach = NEAR_S * within.sampleRateHz;
    const range = { minLag: expected - reach, maxLag: expected + reach, apart: reach };
    const { coefficient = 0 } = findPeak(piece, within.samples, range) ?? {};
    if (coefficient > best.coefficient) best = { speed, coefficient };
  }
  return best.coefficient >= SAME_PIECE ? best.speed : undefined;
}

/** When the loudest piece begins of those that end by `untilS`. */
function loudestPiece({ samples, sampleRateHz: rateHz }: Pcm, untilS: number): number {
  const starts = Array.from({ length: Math.floor((untilS - PIECE_S) / STEP_S) + 1 }, (_, n) => n * STEP_S);
  const levelAt = (startS: number): number =>
    rmsDbfs(samples.subarray(Math.round(startS * rateHz), Math.round((startS + PIECE_S) * rateHz)));
  return starts.reduce((loudest, startS) => (levelAt(startS) > levelAt(loudest) ? startS : loudest), 0);
}

/** The piece from `startS` on, on lines between its samples. */
function playedAt(speed: number, { samples, sampleRateHz: rateHz }: Pcm, startS: number): Float32Array {
  return Float32Array.from({ length: Math.round((PIECE_S / speed) * rateHz) }, (_, index) => {
    const at = startS * rateHz + index * speed;
    const [before = 0, after = before] = samples.subarray(Math.floor(at), Math.floor(at) + 2);
    return before + (at % 1) * (after - before);
  });
}
