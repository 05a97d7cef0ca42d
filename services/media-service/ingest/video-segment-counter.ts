/** Counts the segments of the source's video, on the same boundaries as those of its audio. */
export class VideoSegmentCounter {
  readonly #segmentS: number;
  readonly #onSegment: () => void;
  #counted = 0;
  #lastPtsS = Number.NEGATIVE_INFINITY;

  constructor(segmentS: number, onSegment: () => void) {
    this.#segmentS = segmentS;
    this.#onSegment = onSegment;
  }

  /** A frame has arrived. B-frames arrive out of display order. */
  frame(ptsS: number): void {
    this.#lastPtsS = Math.max(this.#lastPtsS, ptsS);
    while (this.#lastPtsS >= (this.#counted + 1) * this.#segmentS) this.#count();
  }

  /**
   * The video has ended. The last segment counts when it has 1 s of video, or half its length for segments shorter than
   * 2 s: the last frame starts before its segment ends, and a recording may lack it.
   */
  end(): void {
    if (this.#lastPtsS - this.#counted * this.#segmentS >= Math.min(1, this.#segmentS / 2)) this.#count();
  }

  #count(): void {
    this.#counted++;
    this.#onSegment();
  }
}
