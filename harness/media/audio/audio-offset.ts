import { cutPcm, durationOf, type Pcm } from '../decode/pcm.ts';
import { locateNear } from './locate-audio.ts';

/** How much later a recording has the same audio than the recording before it, or why that was not measured. */
export type AudioOffset =
  | {
      readonly measured: true;
      /** Positive: later. */
      readonly offsetS: number;
      /** Length of the audio that was compared. */
      readonly comparedS: number;
    }
  | { readonly measured: false; readonly reason: string };

/** Half a second of speech holds most of a word. */
const SHORTEST_S = 0.5;
const LONGEST_S = 6;

/**
 * Locates the audio that two recordings share in both, to a fraction of a sample.
 *
 * @param startS when the clock of `later` is at 0, on the clock of `earlier`, derived from their frames
 */
export function measureAudioOffset(earlier: Pcm, later: Pcm, startS: number): AudioOffset {
  const fromS = Math.max(later.clock.timeOf(0), earlier.clock.timeOf(0) - startS);
  const untilS = Math.min(endOf(later), endOf(earlier) - startS);
  const comparedS = Math.min(untilS - fromS, LONGEST_S);
  if (comparedS < SHORTEST_S) {
    const shared = `the recordings share ${Math.max(0, comparedS).toFixed(2)} s of audio`;
    return { measured: false, reason: `${shared}, ${SHORTEST_S} s required` };
  }
  const placement = locateNear(cutPcm(later, fromS, comparedS), earlier, startS + fromS);
  if (!placement.found) return { measured: false, reason: placement.reason };
  return { measured: true, offsetS: startS + fromS - placement.startS, comparedS };
}

function endOf(pcm: Pcm): number {
  return pcm.clock.timeOf(durationOf(pcm));
}
