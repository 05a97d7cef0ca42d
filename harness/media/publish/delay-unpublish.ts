import { Transform, type TransformCallback } from 'node:stream';

/** Awaited before the unpublish request is forwarded. `signal` is aborted when the connection is closed. */
export type BeforeUnpublish = (signal: AbortSignal) => Promise<void>;

/**
 * Forwards the data of a publisher. Delays its unpublish request, or the end of the connection when it closes without
 * one, so that the server can process all media first.
 *
 * The request is recognised by a byte sequence. A request that arrives in pieces is forwarded up to the last complete
 * piece, since an incomplete request has no effect. Media that contains the sequence is delayed once, not lost.
 */
export class DelayUnpublish extends Transform {
  readonly #marker: Buffer;
  readonly #beforeUnpublish: BeforeUnpublish;
  readonly #destroyed = new AbortController();
  /** The last bytes that were forwarded, one less than the marker has: a marker may span several chunks. */
  #tail: Buffer = Buffer.alloc(0);
  #isDelayed = false;

  /**
   * @param marker byte sequence that identifies an unpublish request, as a latin1 string
   * @param beforeUnpublish awaited before each unpublish request
   */
  constructor(marker: string, beforeUnpublish: BeforeUnpublish) {
    super();
    this.#marker = Buffer.from(marker, 'latin1');
    this.#beforeUnpublish = beforeUnpublish;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#forward(chunk).then(() => done(), done);
  }

  override _flush(done: TransformCallback): void {
    (this.#isDelayed ? Promise.resolve() : this.#delay()).then(() => done(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#destroyed.abort();
    done(error);
  }

  async #forward(chunk: Buffer): Promise<void> {
    let rest = chunk;
    for (;;) {
      const recent = Buffer.concat([this.#tail, rest]);
      const at = recent.indexOf(this.#marker);
      if (at < 0) {
        this.push(rest);
        this.#tail = recent.subarray(Math.max(0, recent.length - this.#marker.length + 1));
        return;
      }
      const start = Math.max(0, at - this.#tail.length);
      const end = at + this.#marker.length - this.#tail.length;
      this.push(rest.subarray(0, start));
      await this.#delay();
      this.push(rest.subarray(start, end));
      rest = rest.subarray(end);
      this.#tail = Buffer.alloc(0);
    }
  }

  async #delay(): Promise<void> {
    this.#isDelayed = true;
    await this.#beforeUnpublish(this.#destroyed.signal);
  }
}
