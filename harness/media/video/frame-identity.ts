import type { HashedFrame } from '../decode/framehash.ts';
import { alignHashes, UNMATCHED } from './align-hashes.ts';
import { differencesIn, type FrameDifference } from './frame-difference.ts';
import { FrameMapping, type FramePair } from './frame-mapping.ts';

/** How the frames of a candidate compare with those of a reference. */
export interface FrameComparison {
  readonly referenceCount: number;
  readonly candidateCount: number;
  /** Frames of the reference that are in the candidate, in order. */
  readonly identical: number;
  /** Missing before the first identical frame. */
  readonly missingHead: number;
  readonly missingInside: number;
  /** Missing after the last identical frame; all of them when none is identical. */
  readonly missingTail: number;
  readonly changed: number;
  readonly repeated: number;
  readonly inserted: number;
  /** The first ten, for a report. */
  readonly firstDifferences: readonly FrameDifference[];
  /**
   * From the reference's clock to the candidate's, by the identical frames. Where a picture stands still, and not for
   * as many frames in both, it is not known which of them is which: there the mapping knows nothing.
   */
  readonly mapping: FrameMapping;
}

const DIFFERENCES_SHOWN = 10;

/**
 * Compares decoded frames by their hashes. Each frame of the reference is identical, changed or missing; each frame of
 * the candidate is identical, changed, repeated or inserted.
 */
export function compareFrames(
  reference: readonly HashedFrame[],
  candidate: readonly HashedFrame[],
): FrameComparison {
  const partners = alignHashes(
    reference.map((frame) => frame.hash),
    candidate.map((frame) => frame.hash),
  );
  const counts = { missingHead: 0, missingInside: 0, missingTail: 0, changed: 0, repeated: 0, inserted: 0 };
  const [still, stillInCandidate] = [stillFor(reference), stillFor(candidate)];
  const pairs: FramePair[] = [];
  let identical = 0;
  const firstDifferences: FrameDifference[] = [];
  let fromReference = 0;
  let fromCandidate = 0;

  const countGap = (toReference: number, toCandidate: number): void => {
    const gap = { reference, candidate, fromReference, toReference, fromCandidate, toCandidate };
    const isTail = toReference === reference.length;
    const missing = isTail ? 'missingTail' : fromReference === 0 ? 'missingHead' : 'missingInside';
    for (const difference of differencesIn(gap)) {
      counts[difference.kind === 'missing' ? missing : difference.kind] += 1;
      if (firstDifferences.length < DIFFERENCES_SHOWN) firstDifferences.push(difference);
    }
  };

  partners.forEach((partner, index) => {
    if (partner === UNMATCHED) return;
    countGap(index, partner);
    identical += 1;
    const isCertain = still[index] === 1 || still[index] === stillInCandidate[partner];
    if (isCertain)
      pairs.push({
        referencePtsS: (reference[index] as HashedFrame).ptsS,
        candidatePtsS: (candidate[partner] as HashedFrame).ptsS,
      });
    fromReference = index + 1;
    fromCandidate = partner + 1;
  });
  countGap(reference.length, candidate.length);

  return {
    referenceCount: reference.length,
    candidateCount: candidate.length,
    identical,
    ...counts,
    firstDifferences,
    mapping: new FrameMapping(pairs),
  };
}

/** Of each frame, how many equal ones in a row it is one of. */
function stillFor(frames: readonly HashedFrame[]): Int32Array {
  const lengths = new Int32Array(frames.length);
  let from = 0;
  for (let to = 1; to <= frames.length; to += 1) {
    if (to < frames.length && frames[to]?.hash === frames[from]?.hash) continue;
    lengths.fill(to - from, from, to);
    from = to;
  }
  return lengths;
}
