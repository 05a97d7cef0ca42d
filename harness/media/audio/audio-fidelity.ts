import { durationOf, type Pcm } from '../decode/pcm.ts';
import { SAME_SOUND } from './locate-audio.ts';
import { rmsDbfs } from './signal/level.ts';

/** How a sound came out in the place where it was found. */
export interface SoundFidelity {
  /** How much louder it is than it was. Absent when none of it is the same. */
  readonly gainDb?: number;
  /** For how long something else is heard: nothing, noise, another sound. In steps of {@link PIECE_S}. */
  readonly differsS: number;
  /** When that is first, in seconds of the sound. Absent when it never is. */
  readonly differsAtS?: number;
}

/** A syllable is longer. What lasts less than half of it is not seen. */
const PIECE_S = 0.1;
/**
 * What is quieter than this on both sides is not compared: an encoder leaves little of it as it was. Measured with
 * pieces of speech through two rounds of AAC: above −45 dBFS the likeness is 0.7 or more, at −50 dBFS down to 0.66.
 */
const AUDIBLE_DBFS = -45;
/** A decoded AAC stream goes on to the end of its last frame, 1024 samples at 44.1 kHz: into the next window. */
const OVERHANG_S = 0.024;

/**
 * Compares a sound with what is heard in its place, piece by piece: one likeness for all of it is hardly less when a
 * fifth of a second is missing, and the same at any loudness. By position in the sound: timestamps of RTMP are whole
 * milliseconds, and a piece would be off by as much.
 *
 * @param startS when it begins in `within`, as it was found there. Both must have the same sample rate
 */
export function fidelityOf(sound: Pcm, within: Pcm, startS: number): SoundFidelity {
  const { sampleRateHz: rateHz, samples } = sound;
  const halfS = durationOf(sound) / 2;
  const offset = (within.clock.positionOf(startS + halfS) - halfS) * rateHz;
  const length = Math.round(PIECE_S * rateHz);
  const end = samples.length - Math.round(OVERHANG_S * rateHz);
  const differing: number[] = [];
  let [energyBefore, energyAfter] = [0, 0];
  for (let from = 0; from + length <= end; from += length) {
    const was = samples.subarray(from, from + length);
    const is = pieceAt(within.samples, Math.round(offset) + from, length);
    if (Math.max(rmsDbfs(was), rmsDbfs(is)) < AUDIBLE_DBFS) continue;
    const [before, after] = [product(was, was), product(is, is)];
    if (alike(was, between(within.samples, offset + from, length)) < SAME_SOUND) {
      differing.push(from / rateHz);
      continue;
    }
    energyBefore += before;
    energyAfter += after;
  }
  const [differsAtS] = differing;
  return {
    ...(energyBefore === 0 ? {} : { gainDb: 10 * Math.log10(energyAfter / energyBefore) }),
    differsS: differing.length * PIECE_S,
    ...(differsAtS === undefined ? {} : { differsAtS }),
  };
}

/** The likeness of two pieces; 0 when one is silent. */
function alike(a: Float32Array, b: Float32Array): number {
  const energies = product(a, a) * product(b, b);
  return energies === 0 ? 0 : product(a, b) / Math.sqrt(energies);
}

/**
 * A piece from between two samples on. Half a sample at 8 kHz is a quarter of the period of an `s`, which without this
 * would be another sound.
 */
function between(samples: Float32Array, from: number, length: number): Float32Array {
  const whole = Math.floor(from);
  const piece = pieceAt(samples, whole, length + 1);
  return Float32Array.from({ length }, (_, index) => {
    const [before = 0, after = 0] = [piece[index], piece[index + 1]];
    return before + (from - whole) * (after - before);
  });
}

/** Beyond either end there is silence. */
function pieceAt(samples: Float32Array, from: number, length: number): Float32Array {
  if (from >= 0 && from + length <= samples.length) return samples.subarray(from, from + length);
  const piece = new Float32Array(length);
  const there = samples.subarray(Math.max(0, from), Math.max(0, from + length));
  piece.set(there, Math.min(length, Math.max(0, -from)));
  return piece;
}

function product(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, sample, index) => sum + sample * (b[index] ?? 0), 0);
}
