/** Where a stream can be taken up again: at the first segment that has not been aired. */
export interface ResumePoint {
  /** The recording that it is in. */
  readonly recording: string;
  /** When that recording begins, on the stream's clock. */
  readonly recordingStartS: number;
  /** Where in the file its fragment with the keyframe before that segment begins, and when that keyframe is shown. */
  readonly keyframeOffset: number;
  readonly keyframeS: number;
  /** The segment's number, and when it begins. */
  readonly index: number;
  readonly startS: number;
}

/** What the pacer has let out may still be on its way to MediaMTX. */
const ON_ITS_WAY_S = 0.5;

interface At {
  readonly atS: number;
}

/** Remembers what is needed to go on after the worker was killed; forgets what has been aired. */
export class ResumePoints {
  readonly #onPoint: (point: ResumePoint) => void;
  #recordings: (At & { readonly path: string })[] = [];
  #keyframes: (At & { readonly path: string; readonly offset: number })[] = [];
  #boundaries: (At & { readonly index: number })[] = [];
  #airedS = Number.NEGATIVE_INFINITY;
  #last: number | undefined;

  /** @param onPoint told of each place to go on at, from the first one on */
  constructor(onPoint: (point: ResumePoint) => void) {
    this.#onPoint = onPoint;
  }

  /** A recording begins. */
  recording(path: string, startS: number): void {
    this.#recordings.push({ path, atS: startS });
  }

  /** A fragment with a keyframe begins at this place of the recording. */
  keyframe(path: string, offset: number, atS: number): void {
    this.#keyframes.push({ path, offset, atS });
    this.#look();
  }

  /** A segment begins. */
  segment(index: number, startS: number): void {
    this.#boundaries.push({ index, atS: startS });
  }

  /** The output has come to a time. */
  aired(upToS: number): void {
    this.#airedS = upToS - ON_ITS_WAY_S;
    this.#look();
  }

  #look(): void {
    const begun = this.#last === undefined ? this.#boundaries[0] : undefined;
    const boundary = lastAt(this.#boundaries, this.#airedS) ?? begun;
    if (boundary === undefined || boundary.index === this.#last) return;
    const recording = lastAt(this.#recordings, boundary.atS);
    const own = this.#keyframes.filter(({ path }) => path === recording?.path);
    const keyframe = lastAt(own, boundary.atS) ?? own[0];
    if (recording === undefined || keyframe === undefined) return;
    this.#last = boundary.index;
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

/** Times are sums of samples and ticks: two that are the same may differ by less than either. */
const SAME_S = 1e-4;

function lastAt<T extends At>(places: readonly T[], atS: number): T | undefined {
  return places.findLast((place) => place.atS <= atS + SAME_S);
}
