import type { HashedFrame } from '../decode/framehash.ts';
import { compareFrames } from '../video/compare-frames.ts';
import type { FramePair } from '../video/frame-mapping.ts';

/** The position of a recording on the clock of the previous one. */
export interface RecordingPlacement {
  /** When the clock of the recording is at 0. */
  readonly startS: number;
  /** Frames that both recordings have. */
  readonly repeatedFrames: number;
  /** Frames of the reference between the two recordings. */
  readonly missingFrames: number;
}

/**
 * Locates a recording by its frames alone: by the frames that both recordings have, or, without any, by the distance of
 * their frames in `reference`. The clocks of servers and publishers are not used.
 *
 * @param reference all frames that were published, in order
 * @returns undefined when one of the recordings has no frame of the reference
 */
export function locateRecording(
  reference: readonly HashedFrame[],
  earlier: readonly HashedFrame[],
  later: readonly HashedFrame[],
): RecordingPlacement | undefined {
  const [before, after] = [earlier, later].map((frames) => compareFrames(reference, frames).mapping.pairs);
  const [first] = after ?? [];
  if (before === undefined || after === undefined || first === undefined) return undefined;
  const earlierTimes = new Map(before.map((pair) => [pair.referencePtsS, pair.candidatePtsS]));
  const startsS = after.flatMap(({ referencePtsS, candidatePtsS }) => {
    const earlierS = earlierTimes.get(referencePtsS);
    return earlierS === undefined ? [] : [earlierS - candidatePtsS];
  });
  if (startsS.length > 0) {
    return { startS: medianOf(startsS), repeatedFrames: startsS.length, missingFrames: 0 };
  }
  const last = before.findLast(({ referencePtsS }) => referencePtsS < first.referencePtsS);
  if (last === undefined) return undefined;
  return {
    startS: startAfter(last, first),
    repeatedFrames: 0,
    missingFrames: countBetween(reference, last, first),
  };
}

function startAfter(last: FramePair, first: FramePair): number {
  return last.candidatePtsS + first.referencePtsS - last.referencePtsS - first.candidatePtsS;
}

function countBetween(reference: readonly HashedFrame[], last: FramePair, first: FramePair): number {
  return reference.filter(({ ptsS }) => ptsS > last.referencePtsS && ptsS < first.referencePtsS).length;
}

function medianOf(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b);
  return ascending[Math.floor(ascending.length / 2)] ?? Number.NaN;
}
