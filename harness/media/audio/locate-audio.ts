import { durationOf, type Pcm } from '../decode/pcm.ts';
import { findPeak } from './signal/cross-correlation.ts';
import { isSilent } from './signal/level.ts';

/** Position at which audio was found in longer audio, or why it was not found. */
export type AudioPlacement =
  | {
      readonly found: true;
      /** When it starts on the clock of the longer audio, derived from when its middle is presented. */
      readonly startS: number;
      /** Similarity there, up to 1. */
      readonly similarity: number;
    }
  | {
      readonly found: false;
      readonly reason: string;
      /** The greatest similarity at any position; 0 when one side is silent. */
      readonly similarity: number;
    };

/**
 * The similarity from which two pieces of audio count as the same. Measured with segments of 6 s of speech: the same
 * audio after two rounds of AAC and other sample rates reaches 0.93 to 0.96, other speech less than 0.1. A segment of
 * which half was replaced reaches 0.7.
 */
export const SAME_AUDIO = 0.5;

/** With this share of the best similarity at a second position, the position is ambiguous, as for a steady tone. */
const AMBIGUOUS = 0.95;

/** Positions further apart than this are different positions. Longer than the period of any voice. */
const APART_S = 0.05;

/** The search range around the expected position. With 6 s of audio it fits an FFT of 65,536 points at 8 kHz. */
export const NEAR_S = 1;

/**
 * Finds `audio` in `within`, first near `expectedS` (when its first sample should be presented), then everywhere.
 *
 * @throws RangeError when the sample rates differ
 */
export function locateAudio(audio: Pcm, within: Pcm, expectedS?: number): AudioPlacement {
  if (audio.sampleRateHz !== within.sampleRateHz) {
    throw new RangeError(`cannot compare audio of ${audio.sampleRateHz} and ${within.sampleRateHz} Hz`);
  }
  if (isSilent(audio.samples)) return { found: false, reason: 'it is silent', similarity: 0 };
  if (expectedS !== undefined) {
    const near = locateNear(audio, within, expectedS);
    if (near.found) return near;
  }
  // Up to half of it may extend beyond either end.
  const overhang = Math.floor(audio.samples.length / 2);
  return locateInRange(audio, within, -overhang, within.samples.length - overhang);
}

/** Finds `audio` in `within` at its expected position, ± {@link NEAR_S}. */
export function locateNear(audio: Pcm, within: Pcm, expectedS: number): AudioPlacement {
  if (isSilent(audio.samples)) return { found: false, reason: 'it is silent', similarity: 0 };
  const rateHz = within.sampleRateHz;
  const expectedLag = Math.round(within.clock.positionOf(expectedS) * rateHz);
  const reach = NEAR_S * rateHz;
  return locateInRange(audio, within, expectedLag - reach, expectedLag + reach);
}

/** The similarity of two pieces of audio that should start together, ± 0.1 s: up to 1 for the same audio. */
export function similarity(a: Pcm, b: Pcm): number {
  const reach = Math.round(0.1 * b.sampleRateHz);
  const range = { minLag: -reach, maxLag: reach, apart: reach };
  return findPeak(a.samples, b.samples, range)?.coefficient ?? 0;
}

function locateInRange(audio: Pcm, within: Pcm, minLag: number, maxLag: number): AudioPlacement {
  const rateHz = within.sampleRateHz;
  const peak = findPeak(audio.samples, within.samples, { minLag, maxLag, apart: APART_S * rateHz });
  if (peak === undefined) return { found: false, reason: 'the searched range is silent', similarity: 0 };
  const { lag, coefficient, runnerUp } = peak;
  const notFound = (reason: string): AudioPlacement => ({ found: false, reason, similarity: coefficient });
  if (coefficient < SAME_AUDIO) {
    const lengthS = durationOf(audio).toFixed(1);
    return notFound(
      `no match for its ${lengthS} s: similarity ${coefficient.toFixed(2)} at best, ${SAME_AUDIO} required`,
    );
  }
  if (runnerUp > AMBIGUOUS * coefficient) {
    return notFound(`it fits in more than one place (${coefficient.toFixed(3)} and ${runnerUp.toFixed(3)})`);
  }
  // A gap in the stream may lie at the start of a segment, with the first sample on either side of it.
  const halfS = durationOf(audio) / 2;
  return {
    found: true,
    startS: within.clock.timeOf(lag / rateHz + halfS) - halfS,
    similarity: coefficient,
  };
}
