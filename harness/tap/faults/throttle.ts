import { Transform, type TransformCallback } from 'node:stream';
import { type Clock, systemClock } from '../../engine/index.ts';
import type { CurrentShaping } from './shaping.ts';

/** Bytes pass in slices of this duration, so that a new bandwidth takes effect soon. */
const SLICE_MS = 10;

/** A pause shorter than this comes from a late timer, not from a lack of bytes, and is caught up. */
const CATCH_UP_MS = 100;

/** Limits the bandwidth. */
export class Throttle extends Transform {
  readonly #shaping: CurrentShaping;
  readonly #clock: Clock;
  #cancelRelease: (() => void) | undefined;
  /** When the next slice may pass, on the clock. */
  #freeAtMs = 0;

  constructor(shaping: CurrentShaping, clock: Clock = systemClock) {
    super();
    this.#shaping = shaping;
    this.#clock = clock;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    const { bytesPerSecond } = this.#shaping();
    if (bytesPerSecond === Number.POSITIVE_INFINITY) {
      done(null, chunk);
      return;
    }
    const slice = chunk.subarray(0, Math.max(1, Math.floor((bytesPerSecond * SLICE_MS) / 1000)));
    const nowMs = this.#clock.nowMs();
    const freeSinceMs = nowMs - this.#freeAtMs < CATCH_UP_MS ? this.#freeAtMs : nowMs;
    this.#freeAtMs = freeSinceMs + (slice.length / bytesPerSecond) * 1000;
    const release = (): void => {
      this.push(slice);
      if (slice.length === chunk.length) done();
      else this._transform(chunk.subarray(slice.length), _, done);
    };
    if (this.#freeAtMs <= nowMs) release();
    else this.#cancelRelease = this.#clock.after(this.#freeAtMs - nowMs, release);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#cancelRelease?.();
    done(error);
  }
}
