import { Notifier } from '../../runtime/notifier.ts';
import type { TrackSpan } from '../mp4/mp4-fragment.ts';

/** Covers the key frame interval of nearly every stream; a stream without key frames must not fill the memory. */
const MAX_KEPT_S = 30;

interface BufferedMp4Fragment {
  readonly bytes: Buffer;
  /** The part of the video track in it. */
  readonly span: TrackSpan | undefined;
}

/**
 * The MP4 fragments of the source between ingest and output. Ingest never waits for the output, because the output waits
 * for audio from the same source. Aired MP4 fragments are kept from the last key frame on, so that a lost output can be
 * republished from there.
 */
export class Mp4FragmentBuffer {
  readonly #index: Buffer;
  readonly #maxHeldBytes: number;
  #mp4Fragments: BufferedMp4Fragment[] = [];
  /** The number of MP4 fragments that have been discarded before the first stored one. */
  #discarded = 0;
  #heldBytes = 0;
  #ended = false;
  readonly #notifier = new Notifier();

  /**
   * @param index the initialisation segment that a reader needs before the first MP4 fragment
   * @param maxHeldBytes the size at which {@link isFull} becomes true; {@link push} accepts more
   */
  constructor(index: Buffer, maxHeldBytes: number) {
    this.#index = index;
    this.#maxHeldBytes = maxHeldBytes;
  }

  get isFull(): boolean {
    return this.#heldBytes > this.#maxHeldBytes;
  }

  push(bytes: Buffer, span: TrackSpan | undefined): void {
    this.#mp4Fragments.push({ bytes, span });
    this.#heldBytes += bytes.length;
    this.#notifier.notify();
  }

  /** Declares the source complete: readers end after the last MP4 fragment. */
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
      const index = this.#indexOfKeyframe(atS) ?? this.#mp4Fragments.findIndex(hasKeyframe);
      const found = this.#mp4Fragments[index]?.span?.keyframeS;
      if (found !== undefined || this.#ended) return found;
      await this.#notifier.wait(signal);
    }
  }

  /** Yields the initialisation segment, then the MP4 fragments from a key frame to the end, as they arrive. */
  async *read(fromKeyframeS: number, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
    let next = this.#discarded + (this.#indexOfKeyframe(fromKeyframeS) ?? 0);
    yield this.#index;
    while (true) {
      const fragment = this.#mp4Fragments[Math.max(0, next - this.#discarded)];
      if (fragment !== undefined) {
        next = Math.max(next, this.#discarded) + 1;
        yield fragment.bytes;
      } else if (this.#ended) {
        return;
      } else {
        await this.#notifier.wait(signal);
      }
    }
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

function hasKeyframe({ span }: BufferedMp4Fragment): boolean {
  return span?.keyframeS !== undefined;
}
