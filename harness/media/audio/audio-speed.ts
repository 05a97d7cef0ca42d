import { durationOf, type Pcm } from '../decode/pcm.ts';
import { NEAR_S } from './locate-audio.ts';
import { findPeak } from './signal/cross-correlation.ts';
import { rmsDbfs } from './signal/level.ts';

/** Most of a word. */
const PIECE_S = 0.4;
const STEP_S = 0.1;
/** A piece this short can reach a similarity of 0.6 to other speech. */
const SAME_PIECE = 0.75;
/** Speeds of a drifting clock, ± 2 % in steps at which a piece still matches. */
const DRIFTING = Array.from({ length: 17 }, (_, step) => 1 + (step - 8) * 0.0025);
/** Speeds of mislabelled audio: 44.1 kHz labelled as 48 kHz and vice versa, mono labelled as stereo and vice versa. */
const MISLABELLED = [48_000 / 44_100, 44_100 / 48_000, 0.5, 2];

/**
 * Measures the playback speed of audio that cannot be located as a whole. Searches for the loudest piece of its first
 * half near the expected position, at each speed with a known cause. Within ± 2 % the resolution is 0.25 %.
 *
 * @param expectedS when `audio` should start in `within`
 * @returns 1 for unchanged speed, less than 1 for slower; undefined when no speed matches
 */
export function measureAudioSpeed(audio: Pcm, within: Pcm, expectedS: number): number | undefined {
  const startS = loudestPiece(audio, durationOf(audio) / 2);
  const positionS = within.clock.positionOf(expectedS);
  let best = { speed: 1, coefficient: 0 };
  for (const speed of [...DRIFTING, ...MISLABELLED]) {
    const piece = playedAt(speed, audio, startS);
    const expected = Math.round((positionS + startS / speed) * within.sampleRateHz);
    const reach = NEAR_S * within.sampleRateHz;
    const range = { minLag: expected - reach, maxLag: expected + reach, apart: reach };
    const { coefficient = 0 } = findPeak(piece, within.samples, range) ?? {};
    if (coefficient > best.coefficient) best = { speed, coefficient };
  }
  return best.coefficient >= SAME_PIECE ? best.speed : undefined;
}

/** The start of the loudest piece that ends by `untilS`. */
function loudestPiece({ samples, sampleRateHz: rateHz }: Pcm, untilS: number): number {
  const starts = Array.from({ length: Math.floor((untilS - PIECE_S) / STEP_S) + 1 }, (_, n) => n * STEP_S);
  const levelAt = (startS: number): number =>
    rmsDbfs(samples.subarray(Math.round(startS * rateHz), Math.round((startS + PIECE_S) * rateHz)));
  return starts.reduce((loudest, startS) => (levelAt(startS) > levelAt(loudest) ? startS : loudest), 0);
}

/** The piece at `startS`, resampled by linear interpolation. */
function playedAt(speed: number, { samples, sampleRateHz: rateHz }: Pcm, startS: number): Float32Array {
  return Float32Array.from({ length: Math.round((PIECE_S / speed) * rateHz) }, (_, index) => {
    const at = startS * rateHz + index * speed;
    const [before = 0, after = before] = samples.subarray(Math.floor(at), Math.floor(at) + 2);
    return before + (at % 1) * (after - before);
  });
}
