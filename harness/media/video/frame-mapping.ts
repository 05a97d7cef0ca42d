/** A frame that both the reference and the candidate show, with its time in each. */
export interface FramePair {
  readonly referencePtsS: number;
  readonly candidatePtsS: number;
}

/** Times further than this from a common frame are not mapped. */
const REACH_S = 0.25;

/** Maps times of the reference's video to the candidate's. */
export class FrameMapping {
  /** In ascending order of both times. */
  readonly pairs: readonly FramePair[];

  constructor(pairs: readonly FramePair[]) {
    this.pairs = pairs;
  }

  /**
   * When the candidate shows the moment `referenceS`. Interpolates between the common frames around it, or extrapolates
   * from the nearest one. `undefined` without a common frame within 0.25 s.
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
