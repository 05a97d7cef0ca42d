import type { Packet } from '../ffmpeg/framecrc.ts';

/** Counts the source's video in the same windows of time that its audio is cut into. */
export class VideoSegmentCounter {
  readonly #segmentS: number;
  readonly #onSegment: () => void;
  #counted = 0;
  #lastPtsS = -1;

  constructor(segmentS: number, onSegment: () => void) {
    this.#segmentS = segmentS;
    this.#onSegment = onSegment;
  }

  packet(packet: Packet): void {
    if (packet.kind !== 'video') return;
    this.#lastPtsS = Math.max(this.#lastPtsS, packet.ptsS);
    while (this.#lastPtsS >= (this.#counted + 1) * this.#segmentS) this.#count();
  }

  /** The video is over: what was begun counts when it has a second or more. */
  end(): void {
    if (this.#lastPtsS - this.#counted * this.#segmentS >= Math.min(1, this.#segmentS / 2)) this.#count();
  }

  #count(): void {
    this.#counted++;
    this.#onSegment();
  }
}
