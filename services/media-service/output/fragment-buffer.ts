import { Notifier } from '../../runtime/notifier.ts';
import type { TrackSpan } from '../mp4/media-fragment.ts';

/** Covers the keyframe interval of nearly every stream; a stream without keyframes must not fill the memory. */
const MAX_KEPT_S = 30;

interface BufferedFragment {
  readonly bytes: Buffer;
  /** The part of the video track in it. */
  readonly span: TrackSpan | undefined;
}

/**
 * The fragments of the source between ingest and output. Ingest never waits for the output, because the output waits for
 * audio from the same source. Aired fragments are kept from the last keyframe on, so that a lost output can be published
 * again from there.
 */
export class FragmentBuffer {
  readonly #index: Buffer;
  readonly #maxHeldBytes: number;
  #fragments: BufferedFragment[] = [];
  /** The number of fragments that have been dropped before the first stored one. */
  #dropped = 0;
  #heldBytes = 0;
  #ended = false;
  readonly #notifier = new Notifier();

  /**
   * @param index the initialisation segment that a reader needs before the first fragment
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
    this.#fragments.push({ bytes, span });
    this.#heldBytes += bytes.length;
    this.#notifier.notify();
  }

  /** Declares the source complete: readers end after the last fragment. */
  end(): void {
    this.#ended = true;
    this.#notifier.notify();
  }

  /**
   * Finds the keyframe from which video can start: the last one at or before a time, or else the first later one.
   *
   * @returns its time; `undefined` when the source has ended without one
   */
  async keyframe(atS: number, signal: AbortSignal): Promise<number | undefined> {
    while (true) {
      const index = this.#indexOfKeyframe(atS) ?? this.#fragments.findIndex(hasKeyframe);
      const found = this.#fragments[index]?.span?.keyframeS;
      if (found !== undefined || this.#ended) return found;
      await this.#notifier.wait(signal);
    }
  }

  /** Yields the initialisation segment, then the fragments from a keyframe to the end, as they arrive. */
  async *read(fromKeyframeS: number, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
    let next = this.#dropped + (this.#indexOfKeyframe(fromKeyframeS) ?? 0);
    yield this.#index;
    while (true) {
      const fragment = this.#fragments[Math.max(0, next - this.#dropped)];
      if (fragment !== undefined) {
        next = Math.max(next, this.#dropped) + 1;
        yield fragment.bytes;
      } else if (this.#ended) {
        return;
      } else {
        await this.#notifier.wait(signal);
      }
    }
  }

  /**
   * Discards fragments before a time, except those from its keyframe on.
   *
   * @returns the time from which fragments are kept
   */
  discardBefore(beforeS: number): number {
    const keyframeS = this.#fragments[this.#indexOfKeyframe(beforeS) ?? -1]?.span?.keyframeS;
    const isNear = keyframeS !== undefined && beforeS - keyframeS <= MAX_KEPT_S;
    const keptFromS = isNear ? keyframeS : beforeS;
    const first = this.#fragments.findIndex(({ span }) => span !== undefined && span.endS > keptFromS);
    if (first > 0) this.#drop(first);
    return keptFromS;
  }

  #indexOfKeyframe(atS: number): number | undefined {
    const index = this.#fragments.findLastIndex(({ span }) => (span?.keyframeS ?? Number.NaN) <= atS);
    return index < 0 ? undefined : index;
  }

  #drop(count: number): void {
    for (const { bytes } of this.#fragments.splice(0, count)) this.#heldBytes -= bytes.length;
    this.#dropped += count;
  }
}

function hasKeyframe({ span }: BufferedFragment): boolean {
  return span?.keyframeS !== undefined;
}
