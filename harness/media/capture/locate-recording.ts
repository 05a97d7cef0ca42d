import type { HashedFrame } from '../decode/framehash.ts';
import { compareFrames } from '../video/frame-identity.ts';
import type { FramePair } from '../video/frame-mapping.ts';

/** Where a recording lies on the clock of the one before it. */
export interface RecordingPlacement {
  /** When its own clock is at 0. */
  readonly startS: number;
  /** Pictures that both show. */
  readonly repeatedFrames: number;
  /** Pictures between the two that neither shows. */
  readonly missingFrames: number;
}

/**
 * Finds the place of a recording by its pictures alone: where the other one shows the same, or, when none is in both,
 * as far after its last one as in `reference`. Clocks of servers and publishers play no part.
 *
 * @param reference every picture there may be, in their order
 * @returns undefined when one of the two shows nothing of the reference
 */
export function locateRecording(
  reference: readonly HashedFrame[],
  earlier: readonly HashedFrame[],
  later: readonly HashedFrame[],
): RecordingPlacement | undefined {
  const [before, after] = [earlier, later].map((frames) => compareFrames(reference, frames).mapping.pairs);
  const [first] = after ?? [];
  if (before === undefined || after === undefined || first === undefined) return undefined;
  const shown = new Map(before.map((pair) => [pair.referencePtsS, pair.candidatePtsS]));
  const startsS = after.flatMap(({ referencePtsS, candidatePtsS }) => {
    const earlierS = shown.get(referencePtsS);
    return earlierS === undefined ? [] : [earlierS - candidatePtsS];
  });
  if (startsS.length > 0) {
    return { startS: medianOf(startsS), repeatedFrames: startsS.length, missingFrames: 0 };
  }
  const last = before.findLast(({ referencePtsS }) => referencePtsS < first.referencePtsS);
  if (last === undefined) return undefined;
  return { startS: afterIt(last, first), repeatedFrames: 0, missingFrames: between(reference, last, first) };
}

function afterIt(last: FramePair, first: FramePair): number {
  return last.candidatePtsS + first.referencePtsS - last.referencePtsS - first.candidatePtsS;
}

function between(reference: readonly HashedFrame[], last: FramePair, first: FramePair): number {
  return reference.filter(({ ptsS }) => ptsS > last.referencePtsS && ptsS < first.referencePtsS).length;
}

function medianOf(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b);
  return ascending[Math.floor(ascending.length / 2)] ?? Number.NaN;
}
