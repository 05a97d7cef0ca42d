/** A frame of the reference that is in the candidate too, and when it is shown in each. */
export interface FramePair {
  readonly referencePtsS: number;
  readonly candidatePtsS: number;
}

/** Further than this from a frame that was found, nothing is said about the picture. */
const REACH_S = 0.25;

/** Tells when a moment of the reference's picture is shown in the candidate. */
export class FrameMapping {
  /** In the order of both. */
  readonly pairs: readonly FramePair[];

  constructor(pairs: readonly FramePair[]) {
    this.pairs = pairs;
  }

  /**
   * When the picture of `referenceS` is shown in the candidate: on the line between the frames found around it, or as
   * far from the nearest one as in the reference. `undefined` when none was found within 0.25 s of it.
   */
  candidateTimeOf(referenceS: number): number | undefined {
    const after = this.pairs[this.#firstAfter(referenceS)];
    const before = this.pairs[this.#firstAfter(referenceS) - 1];
    const near = [before, after].filter(
      (pair) => pair !== undefined && Math.abs(pair.referencePtsS - referenceS) <= REACH_S,
    ) as FramePair[];
    const [first, second] = near;
    if (first === undefined) return undefined;
    const slope =
      second === undefined
        ? 1
        : (second.candidatePtsS - first.candidatePtsS) / (second.referencePtsS - first.referencePtsS);
    return first.candidatePtsS + (referenceS - first.referencePtsS) * slope;
  }

  #firstAfter(referenceS: number): number {
    let low = 0;
    let high = this.pairs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.pairs[middle] as FramePair).referencePtsS <= referenceS) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
