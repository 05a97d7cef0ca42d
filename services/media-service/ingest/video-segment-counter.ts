/** Counts the source's video in the same windows of time that its audio is cut into. */
export class VideoSegmentCounter {
  readonly #segmentS: number;
  readonly #onSegment: () => void;
  #counted = 0;
  #lastPtsS = Number.NEGATIVE_INFINITY;

  constructor(segmentS: number, onSegment: () => void) {
    this.#segmentS = segmentS;
    this.#onSegment = onSegment;
  }

  /** A frame has come. B-frames come out of their order. */
  frame(ptsS: number): void {
    this.#lastPtsS = Math.max(this.#lastPtsS, ptsS);
    while (this.#lastPtsS >= (this.#counted + 1) * this.#segmentS) this.#count();
  }

  /**
   * The video is over. The last window counts when it has a second of video, or half a window of it when windows
   * are shorter than two: the last frame begins before its window ends, and a recording may lack it.
   */
  end(): void {
    if (this.#lastPtsS - this.#counted * this.#segmentS >= Math.min(1, this.#segmentS / 2)) this.#count();
  }

  #count(): void {
    this.#counted++;
    this.#onSegment();
  }
}
