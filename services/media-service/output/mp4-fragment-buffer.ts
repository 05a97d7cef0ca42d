import { Notifier } from '../../runtime/notifier.ts';
import type { Track } from '../mp4/movie.ts';
import type { TrackSpan } from '../mp4/mp4-fragment.ts';
import { type VideoFrame, videoFrames } from '../mp4/video-frames.ts';

/** Covers the key frame interval of nearly every stream; a stream without key frames must not fill the memory. */
const MAX_KEPT_S = 30;

interface BufferedMp4Fragment {
  readonly bytes: Buffer;
  /** The id of the video track in it. */
  readonly trackId: number;
  /** Whether it is the first of its recording. */
  readonly isFirst: boolean;
  /** The part of the video track in it. */
  readonly span: TrackSpan | undefined;
}

/** The frames of a buffer in decoding order, from a key frame on. */
export interface FrameReader {
  /** The frames that are decoded before a time and have not been taken. Does not wait for frames. */
  takeBefore(beforeS: number): VideoFrame[];
}

/**
 * The MP4 fragments of the source between ingest and output. Ingest never waits for the output, because the output waits
 * for audio from the same source. Aired MP4 fragments are kept from the last key frame on, so that a lost output can be
 * republished from there.
 */
export class Mp4FragmentBuffer {
  /** The configuration of the video in all MP4 fragments. Its id is that of the first recording. */
  readonly videoTrack: Track;
  readonly #maxHeldBytes: number;
  #mp4Fragments: BufferedMp4Fragment[] = [];
  /** The number of MP4 fragments that have been discarded before the first stored one. */
  #discarded = 0;
  #heldBytes = 0;
  #ended = false;
  readonly #notifier = new Notifier();

  /** @param maxHeldBytes the size at which {@link isFull} becomes true; {@link push} accepts more */
  constructor(videoTrack: Track, maxHeldBytes: number) {
    this.videoTrack = videoTrack;
    this.#maxHeldBytes = maxHeldBytes;
  }

  get isFull(): boolean {
    return this.#heldBytes > this.#maxHeldBytes;
  }

  /**
   * @param of the id of the video track in this MP4 fragment, which may have other tracks than earlier ones; and whether it
   *   is the first of its recording
   */
  push(
    bytes: Buffer,
    span: TrackSpan | undefined,
    { trackId, isFirst }: { readonly trackId: number; readonly isFirst: boolean },
  ): void {
    this.#mp4Fragments.push({ bytes, trackId, isFirst, span });
    this.#heldBytes += bytes.length;
    this.#notifier.notify();
  }

  /** Declares the source complete: no key frame is awaited. */
  end(): void {
    this.#ended = true;
    this.#notifier.notify();
  }

  /**
   * Finds the key frame from which video can start: the last one at or before a time, or else the first later one.
   *
   * @returns its time; `undefined` when the source has ended without one
   */
  async keyframe(atS: number, signal: AbortSignal): Promise<number | undefined> {
    while (true) {
      const found = this.storedKeyframe(atS);
      if (found !== undefined || this.#ended) return found;
      await this.#notifier.wait(signal);
    }
  }

  /** Like {@link keyframe}, but does not wait: `undefined` when no stored MP4 fragment has a key frame. */
  storedKeyframe(atS: number): number | undefined {
    const index = this.#indexOfKeyframe(atS) ?? this.#mp4Fragments.findIndex(hasKeyframe);
    return this.#mp4Fragments[index]?.span?.keyframeS;
  }

  /** @param fromKeyframeS where reading starts; `undefined` for the next key frame that arrives */
  reader(fromKeyframeS: number | undefined): FrameReader {
    const index = fromKeyframeS === undefined ? undefined : (this.#indexOfKeyframe(fromKeyframeS) ?? 0);
    let next = this.#discarded + (index ?? this.#mp4Fragments.length);
    let hasStarted = false;
    let pending: VideoFrame[] = [];
    const load = (): boolean => {
      next = Math.max(next, this.#discarded);
      const fragment = this.#mp4Fragments[next - this.#discarded];
      if (fragment === undefined) return false;
      next++;
      if (fragment.isFirst) hasStarted = false;
      let frames = videoFrames(fragment.bytes, { id: fragment.trackId });
      // No frame before the first key frame of a recording can be decoded.
      if (!hasStarted) frames = frames.slice(keyIndex(frames));
      hasStarted ||= frames.length > 0;
      pending = pending.concat(frames);
      return true;
    };
    return {
      takeBefore: (beforeS) => {
        const before = beforeS * this.videoTrack.timescale;
        const isDue = ({ decodeTime }: VideoFrame): boolean => decodeTime < before;
        while (pending.every(isDue) && load());
        const due = pending.findIndex((frame) => !isDue(frame));
        return pending.splice(0, due < 0 ? pending.length : due);
      },
    };
  }

  /**
   * Discards MP4 fragments before a time, except those from its key frame on.
   *
   * @returns the time from which MP4 fragments are kept
   */
  discardBefore(beforeS: number): number {
    const keyframeS = this.#mp4Fragments[this.#indexOfKeyframe(beforeS) ?? -1]?.span?.keyframeS;
    const isNear = keyframeS !== undefined && beforeS - keyframeS <= MAX_KEPT_S;
    const keptFromS = isNear ? keyframeS : beforeS;
    const first = this.#mp4Fragments.findIndex(({ span }) => span !== undefined && span.endS > keptFromS);
    if (first > 0) this.#discard(first);
    return keptFromS;
  }

  #indexOfKeyframe(atS: number): number | undefined {
    const index = this.#mp4Fragments.findLastIndex(({ span }) => (span?.keyframeS ?? Number.NaN) <= atS);
    return index < 0 ? undefined : index;
  }

  #discard(count: number): void {
    for (const { bytes } of this.#mp4Fragments.splice(0, count)) this.#heldBytes -= bytes.length;
    this.#discarded += count;
  }
}

function keyIndex(frames: readonly VideoFrame[]): number {
  const index = frames.findIndex(({ isKey }) => isKey);
  return index < 0 ? frames.length : index;
}

function hasKeyframe({ span }: BufferedMp4Fragment): boolean {
  return span?.keyframeS !== undefined;
}
