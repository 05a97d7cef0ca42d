import type { HashedFrame } from '../decode/framehash.ts';

/** A place where two pictures differ. */
export interface FrameDifference {
  /**
   * `missing`: not in the candidate; `changed`: another picture in its place; `repeated`: the candidate shows the
   * frame before it again; `inserted`: the candidate shows something that the reference has not.
   */
  readonly kind: 'missing' | 'changed' | 'repeated' | 'inserted';
  readonly referenceIndex?: number;
  readonly candidateIndex?: number;
  /** On the clock of the candidate when it has such a frame, else of the reference. */
  readonly ptsS: number;
}

/** A stretch without identical frames: `[from, to)` of each side, and the frames of each side in all. */
export interface FrameGap {
  readonly reference: readonly HashedFrame[];
  readonly candidate: readonly HashedFrame[];
  readonly fromReference: number;
  readonly toReference: number;
  readonly fromCandidate: number;
  readonly toCandidate: number;
}

/**
 * Says of each frame in a gap what became of it. A frame of the candidate that equals the one before it is a repeat;
 * the others stand for as many frames of the reference: at the gap's beginning, or, in the gap before the first
 * identical frame, at its end.
 */
export function differencesIn(gap: FrameGap): FrameDifference[] {
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

  const ofReference: FrameDifference[] = [];
  for (let index = gap.fromReference; index < gap.toReference; index += 1) {
    const candidateIndex = index < firstChanged ? undefined : others[index - firstChanged];
    ofReference.push(
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
  return [...ofReference, ...repeats, ...inserted];
}
