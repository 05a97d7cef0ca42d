/** The point from which a stream can be resumed: the first segment that has not been aired. */
export interface ResumePoint {
  /** The recording that contains it. */
  readonly recording: string;
  /** Start of that recording on the stream's clock. */
  readonly recordingStartS: number;
  /** Offset in the file and time of the MP4 fragment with the last key frame before the segment. */
  readonly keyframeOffset: number;
  readonly keyframeS: number;
  /** Index and start of the segment. */
  readonly index: number;
  readonly startS: number;
}

/** Audio that the pacer has released may not have reached MediaMTX yet. */
const IN_TRANSIT_S = 0.5;

interface At {
  readonly atS: number;
}

/** Tracks the point to resume from after a kill; discards data about the aired part. */
export class ResumePoints {
  readonly #onPoint: (point: ResumePoint) => void;
  #recordings: (At & { readonly path: string })[] = [];
  #keyframes: (At & { readonly path: string; readonly offset: number })[] = [];
  #boundaries: (At & { readonly index: number })[] = [];
  #airedS = Number.NEGATIVE_INFINITY;
  #lastIndex: number | undefined;

  /** @param onPoint called with each new point, the first one included */
  constructor(onPoint: (point: ResumePoint) => void) {
    this.#onPoint = onPoint;
  }

  /** A recording starts. */
  recording(path: string, startS: number): void {
    this.#recordings.push({ path, atS: startS });
  }

  /** An MP4 fragment with a key frame starts at this offset of the recording. */
  keyframe(path: string, offset: number, atS: number): void {
    this.#keyframes.push({ path, offset, atS });
    this.#update();
  }

  /** A segment starts. */
  segment(index: number, startS: number): void {
    this.#boundaries.push({ index, atS: startS });
  }

  /** The output has reached a time. */
  aired(upToS: number): void {
    this.#airedS = upToS - IN_TRANSIT_S;
    this.#update();
  }

  #update(): void {
    const first = this.#lastIndex === undefined ? this.#boundaries[0] : undefined;
    const boundary = lastAt(this.#boundaries, this.#airedS) ?? first;
    if (boundary === undefined || boundary.index === this.#lastIndex) return;
    const recording = lastAt(this.#recordings, boundary.atS);
    const own = this.#keyframes.filter(({ path }) => path === recording?.path);
    const keyframe = lastAt(own, boundary.atS) ?? own[0];
    if (recording === undefined || keyframe === undefined) return;
    this.#lastIndex = boundary.index;
    this.#boundaries = this.#boundaries.filter(({ atS }) => atS >= boundary.atS);
    this.#recordings = this.#recordings.filter(({ atS }) => atS >= recording.atS);
    this.#keyframes = this.#keyframes.filter(({ atS }) => atS >= keyframe.atS);
    this.#onPoint({
      recording: recording.path,
      recordingStartS: recording.atS,
      keyframeOffset: keyframe.offset,
      keyframeS: keyframe.atS,
      index: boundary.index,
      startS: boundary.atS,
    });
  }
}

/** Tolerance for equal times that were computed differently, from samples and from ticks; smaller than either. */
const TOLERANCE_S = 1e-4;

function lastAt<T extends At>(places: readonly T[], atS: number): T | undefined {
  return places.findLast((place) => place.atS <= atS + TOLERANCE_S);
}
