import { cutPcm, durationOf, type Pcm } from '../decode/pcm.ts';
import { locateNear } from './locate-audio.ts';

/** How much later a recording's sound is than the same sound in the recording before it, or why that is not known. */
export type SoundOffset =
  | {
      readonly measured: true;
      /** Positive: later. */
      readonly offS: number;
      /** Length of the sound that was compared. */
      readonly comparedS: number;
    }
  | { readonly measured: false; readonly reason: string };

/** Half a second of speech holds a word, or most of one. */
const SHORTEST_S = 0.5;
const LONGEST_S = 6;

/**
 * Finds the sound that two recordings both hold, in both, to a fraction of a sample.
 *
 * @param startS when the clock of `later` is at 0, on that of `earlier`, by their pictures
 */
export function soundOffset(earlier: Pcm, later: Pcm, startS: number): SoundOffset {
  const fromS = Math.max(later.clock.timeOf(0), earlier.clock.timeOf(0) - startS);
  const untilS = Math.min(endOf(later), endOf(earlier) - startS);
  const comparedS = Math.min(untilS - fromS, LONGEST_S);
  if (comparedS < SHORTEST_S) {
    const both = `${Math.max(0, comparedS).toFixed(2)} s of sound are in both`;
    return { measured: false, reason: `${both}, ${SHORTEST_S} s are needed` };
  }
  const place = locateNear(cutPcm(later, fromS, comparedS), earlier, startS + fromS);
  if (!place.found) return { measured: false, reason: place.reason };
  return { measured: true, offS: startS + fromS - place.startS, comparedS };
}

function endOf(pcm: Pcm): number {
  return pcm.clock.timeOf(durationOf(pcm));
}
