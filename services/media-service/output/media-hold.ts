import { Changes } from '../../runtime/changes.ts';
import type { TrackSpan } from '../mp4/media-fragment.ts';

/** Enough to go back to the last keyframe of nearly every stream; one without keyframes must not fill the memory. */
const MOST_KEPT_S = 30;

interface HeldFragment {
  readonly bytes: Buffer;
  /** Of its video. */
  readonly span: TrackSpan | undefined;
}

/**
 * The source's fragments between ingest and output. Ingest never waits for the output: audio comes out of the
 * same source, and the output waits for that audio. What has been aired stays from the last keyframe on, so that
 * an output that was lost can be published again from there.
 */
export class MediaHold {
  readonly #index: Buffer;
  readonly #maxHeldBytes: number;
  #fragments: HeldFragment[] = [];
  /** How many fragments have been dropped before the first one that is held. */
  #dropped = 0;
  #heldBytes = 0;
  #ended = false;
  readonly #changes = new Changes();

  /**
   * @param index what a reader needs before the first fragment
   * @param maxHeldBytes what it should not hold more than; it takes whatever it is given
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
    this.#changes.tell();
  }

  /** Nothing more will come: readers end with what there is. */
  end(): void {
    this.#ended = true;
    this.#changes.tell();
  }

  /**
   * Where video can begin: the last keyframe at or before a time, or else the first one that is held after it, or
   * comes.
   *
   * @returns when that keyframe is shown; `undefined` when the source has ended without one
   */
  async keyframe(atS: number, signal: AbortSignal): Promise<number | undefined> {
    while (true) {
      const place = this.#placeOfKeyframe(atS) ?? this.#fragments.findIndex(hasKeyframe);
      const found = this.#fragments[place]?.span?.keyframeS;
      if (found !== undefined || this.#ended) return found;
      await this.#changes.next(signal);
    }
  }

  /** The index and the fragments from that keyframe on, as they come, to the end. */
  async *read(fromKeyframeS: number, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
    let next = this.#dropped + (this.#placeOfKeyframe(fromKeyframeS) ?? 0);
    yield this.#index;
    while (true) {
      const fragment = this.#fragments[Math.max(0, next - this.#dropped)];
      if (fragment !== undefined) {
        next = Math.max(next, this.#dropped) + 1;
        yield fragment.bytes;
      } else if (this.#ended) {
        return;
      } else {
        await this.#changes.next(signal);
      }
    }
  }

  /**
   * Nobody will want what is before this time any more, but for going back to its keyframe.
   *
   * @returns from when on everything is kept
   */
  forget(beforeS: number): number {
    const keyframeS = this.#fragments[this.#placeOfKeyframe(beforeS) ?? -1]?.span?.keyframeS;
    const isNear = keyframeS !== undefined && beforeS - keyframeS <= MOST_KEPT_S;
    const keptFromS = isNear ? keyframeS : beforeS;
    const first = this.#fragments.findIndex(({ span }) => span !== undefined && span.endS > keptFromS);
    if (first > 0) this.#drop(first);
    return keptFromS;
  }

  #placeOfKeyframe(atS: number): number | undefined {
    const place = this.#fragments.findLastIndex(({ span }) => (span?.keyframeS ?? Number.NaN) <= atS);
    return place < 0 ? undefined : place;
  }

  #drop(count: number): void {
    for (const { bytes } of this.#fragments.splice(0, count)) this.#heldBytes -= bytes.length;
    this.#dropped += count;
  }
}

function hasKeyframe({ span }: HeldFragment): boolean {
  return span?.keyframeS !== undefined;
}
