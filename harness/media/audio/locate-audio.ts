import { durationOf, type Pcm } from '../decode/pcm.ts';
import { findPeak } from './signal/cross-correlation.ts';
import { isSilent } from './signal/level.ts';

/** Where a piece of sound was found in a longer one, or why it was not. */
export type SoundPlace =
  | {
      readonly found: true;
      /** When it begins, on the clock of the longer one, by when its middle is presented. */
      readonly startS: number;
      /** Likeness there, up to 1. */
      readonly coefficient: number;
    }
  | {
      readonly found: false;
      readonly reason: string;
      /** The greatest likeness anywhere; 0 when there is nothing to compare. */
      readonly coefficient: number;
    };

/**
 * At least this alike is the same sound. Measured with windows of 6 s of speech: the same sound after two rounds of AAC
 * and other sample rates 0.93 to 0.96, other speech below 0.1. Half of a window replaced by something else leaves 0.7.
 */
export const SAME_SOUND = 0.5;

/** A second place nearly as good as the best makes the best a guess: a steady tone fits anywhere. */
const AMBIGUOUS = 0.95;

/** What is further apart than this is another place. Longer than the period of any voice. */
const APART_S = 0.05;

/** How far around the expected place is looked first. With 6 s of sound it fits an FFT of 65,536 points at 8 kHz. */
export const NEAR_S = 1;

/**
 * Finds `sound` in `within`, first near `expectedS` (when its first sample should be presented), then everywhere.
 * Both must have the same sample rate.
 */
export function locateSound(sound: Pcm, within: Pcm, expectedS?: number): SoundPlace {
  if (sound.sampleRateHz !== within.sampleRateHz) {
    throw new RangeError(`sounds of ${sound.sampleRateHz} and ${within.sampleRateHz} Hz can't be compared`);
  }
  if (isSilent(sound.samples)) return { found: false, reason: 'it is silent', coefficient: 0 };
  if (expectedS !== undefined) {
    const near = locateNear(sound, within, expectedS);
    if (near.found) return near;
  }
  // Half of it may hang over either end.
  const overhang = Math.floor(sound.samples.length / 2);
  return locateInRange(sound, within, -overhang, within.samples.length - overhang);
}

/** Finds `sound` in `within` where it should be, give or take {@link NEAR_S}. */
export function locateNear(sound: Pcm, within: Pcm, expectedS: number): SoundPlace {
  if (isSilent(sound.samples)) return { found: false, reason: 'it is silent', coefficient: 0 };
  const rateHz = within.sampleRateHz;
  const expectedLag = Math.round(within.clock.positionOf(expectedS) * rateHz);
  const reach = NEAR_S * rateHz;
  return locateInRange(sound, within, expectedLag - reach, expectedLag + reach);
}

/** How alike two sounds are that should begin together, give or take 0.1 s: up to 1 for the same sound. */
export function likeness(a: Pcm, b: Pcm): number {
  const reach = Math.round(0.1 * b.sampleRateHz);
  const range = { minLag: -reach, maxLag: reach, apart: reach };
  return findPeak(a.samples, b.samples, range)?.coefficient ?? 0;
}

function locateInRange(sound: Pcm, within: Pcm, minLag: number, maxLag: number): SoundPlace {
  const rateHz = within.sampleRateHz;
  const peak = findPeak(sound.samples, within.samples, { minLag, maxLag, apart: APART_S * rateHz });
  if (peak === undefined) return { found: false, reason: 'there is only silence', coefficient: 0 };
  const { lag, coefficient, runnerUp } = peak;
  if (coefficient < SAME_SOUND) {
    const reason = `nothing like its ${durationOf(sound).toFixed(1)} s is there: ${coefficient.toFixed(2)} at best, ${SAME_SOUND} needed`;
    return { found: false, reason, coefficient };
  }
  if (runnerUp > AMBIGUOUS * coefficient) {
    const reason = `it fits in more than one place (${coefficient.toFixed(3)} and ${runnerUp.toFixed(3)})`;
    return { found: false, reason, coefficient };
  }
  // Where a window begins there may be a gap in the stream, and then its first sample is on either side of it.
  const halfS = durationOf(sound) / 2;
  return { found: true, startS: within.clock.timeOf(lag / rateHz + halfS) - halfS, coefficient };
}
