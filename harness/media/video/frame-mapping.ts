/** A frame that both the reference and the candidate show, with its time in each. */
export interface FramePair {
  readonly referencePtsS: number;
  readonly candidatePtsS: number;
}

/** Times further than this from a common frame are not mapped, unless the frames themselves are further apart. */
const REACH_S = 0.25;

/** What is known of the frames beside the pairs. */
export interface MappedFrames {
  /** Longest time from one frame of the reference to the next. */
  readonly longestIntervalS?: number;
  /** Time of the first frame of the candidate minus that of the reference, when they are equal. */
  readonly startOffsetS?: number | undefined;
}

/** Maps times of the reference's video to the candidate's. */
export class FrameMapping {
  /** In ascending order of both times. */
  readonly pairs: readonly FramePair[];

  readonly #reachS: number;
  readonly #startOffsetS: number | undefined;

  constructor(pairs: readonly FramePair[], { longestIntervalS = 0, startOffsetS }: MappedFrames = {}) {
    this.pairs = pairs;
    this.#reachS = Math.max(REACH_S, longestIntervalS);
    this.#startOffsetS = startOffsetS;
  }

  /**
   * When the candidate would show the moment `referenceS` if it had lost and repeated nothing since its first frame. For a
   * picture that does not move: it places a segment, but measures no offset.
   */
  nominalTimeOf(referenceS: number): number | undefined {
    return this.#startOffsetS === undefined ? undefined : referenceS + this.#startOffsetS;
  }

  /**
   * When the candidate shows the moment `referenceS`. Interpolates between the common frames around it, or extrapolates
   * from the nearest one. `undefined` without a common frame within 0.25 s, or within the longest interval of two frames.
   */
  candidateTimeOf(referenceS: number): number | undefined {
    const after = this.pairs[this.#firstAfter(referenceS)];
    const before = this.pairs[this.#firstAfter(referenceS) - 1];
    const near = [before, after].filter(
      (pair) => pair !== undefined && Math.abs(pair.referencePtsS - referenceS) <= this.#reachS,
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
