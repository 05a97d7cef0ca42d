import type { HashedFrame } from '../decode/framehash.ts';
import { alignHashes, UNMATCHED } from './align-hashes.ts';
import { FrameMapping, type FramePair } from './frame-mapping.ts';

/** One frame in which the candidate differs from the reference. */
export interface FrameDifference {
  /**
   * `missing`: not in the candidate; `changed`: replaced by another frame; `repeated`: the candidate repeats its previous
   * frame; `inserted`: not in the reference.
   */
  readonly kind: 'missing' | 'changed' | 'repeated' | 'inserted';
  readonly referenceIndex?: number;
  readonly candidateIndex?: number;
  /** Time on the clock of the candidate if it has the frame, otherwise of the reference. */
  readonly ptsS: number;
}

/** The comparison of a candidate's frames with those of a reference. */
export interface FrameComparison {
  readonly referenceCount: number;
  readonly candidateCount: number;
  /** Frames of the reference that the candidate shows in the same order. */
  readonly identical: number;
  /** Missing before the first identical frame. */
  readonly missingHead: number;
  readonly missingInside: number;
  /** Missing after the last identical frame; all frames when none is identical. */
  readonly missingTail: number;
  readonly changed: number;
  readonly repeated: number;
  readonly inserted: number;
  /** At most ten, for reports. */
  readonly firstDifferences: readonly FrameDifference[];
  /**
   * Maps the clock of the reference to that of the candidate by the identical frames. Excludes runs of equal frames
   * whose lengths differ, because it is unknown which of the frames match.
   */
  readonly mapping: FrameMapping;
}

const MAX_DIFFERENCES = 10;

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
  const [runs, candidateRuns] = [runLengths(reference), runLengths(candidate)];
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
      if (firstDifferences.length < MAX_DIFFERENCES) firstDifferences.push(difference);
    }
  };

  partners.forEach((partner, index) => {
    if (partner === UNMATCHED) return;
    countGap(index, partner);
    identical += 1;
    const isCertain = runs[index] === 1 || runs[index] === candidateRuns[partner];
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
    mapping: new FrameMapping(pairs, {
      longestIntervalS: longestInterval(reference),
      startOffsetS: partners[0] === 0 ? (candidate[0]?.ptsS ?? 0) - (reference[0]?.ptsS ?? 0) : undefined,
    }),
  };
}

function longestInterval(frames: readonly HashedFrame[]): number {
  return frames.reduce(
    (longest, { ptsS }, index) => Math.max(longest, ptsS - (frames[index - 1]?.ptsS ?? ptsS)),
    0,
  );
}

/** For each frame, the length of the run of equal frames that contains it. */
function runLengths(frames: readonly HashedFrame[]): Int32Array {
  const lengths = new Int32Array(frames.length);
  let from = 0;
  for (let to = 1; to <= frames.length; to += 1) {
    if (to < frames.length && frames[to]?.hash === frames[from]?.hash) continue;
    lengths.fill(to - from, from, to);
    from = to;
  }
  return lengths;
}

/** A range without identical frames: `[from, to)` of each side, and all frames of each side. */
interface FrameGap {
  readonly reference: readonly HashedFrame[];
  readonly candidate: readonly HashedFrame[];
  readonly fromReference: number;
  readonly toReference: number;
  readonly fromCandidate: number;
  readonly toCandidate: number;
}

/**
 * Classifies each frame in a gap. A frame of the candidate that equals its predecessor is a repeat. The others replace
 * as many frames of the reference: at the start of the gap, or, in the gap before the first identical frame, at its end.
 */
function differencesIn(gap: FrameGap): FrameDifference[] {
  const { reference, candidate } = gap;
  const repeats: FrameDifference[] = [];
  const others: number[] = [];
  for (let index = gap.fromCandidate; index < gap.toCandidate; index += 1) {
    const { hash, ptsS } = candidate[index] as HashedFrame;
    if (candidate[index - 1]?.hash === hash) repeats.push({ kind: 'repeated', candidateIndex: index, ptsS });
    else others.push(index);
  }
  const lost = gap.toReference - gap.fromReference;
  const changed = Math.min(lost, others.length);
  const isHead = gap.fromReference === 0 && gap.toReference < reference.length;
  const firstChanged = gap.fromReference + (isHead ? lost - changed : 0);

  const referenceDifferences: FrameDifference[] = [];
  for (let index = gap.fromReference; index < gap.toReference; index += 1) {
    const candidateIndex = index < firstChanged ? undefined : others[index - firstChanged];
    referenceDifferences.push(
      candidateIndex === undefined
        ? { kind: 'missing', referenceIndex: index, ptsS: (reference[index] as HashedFrame).ptsS }
        : {
            kind: 'changed',
            referenceIndex: index,
            candidateIndex,
            ptsS: (candidate[candidateIndex] as HashedFrame).ptsS,
          },
    );
  }
  const inserted = others.slice(changed).map((index): FrameDifference => {
    return { kind: 'inserted', candidateIndex: index, ptsS: (candidate[index] as HashedFrame).ptsS };
  });
  return [...referenceDifferences, ...repeats, ...inserted];
}
