import { Transform, type TransformCallback } from 'node:stream';

/** With these ffmpeg says that it will send no more, over RTMP and over RTSP. */
const GOODBYES = ['FCUnpublish', 'TEARDOWN'];

/** @param signal aborted when it is to be waited for no longer */
export type BeforeUnpublish = (signal: AbortSignal) => Promise<void>;

/** Passes on what a publisher sends, as it comes. Its goodbye, or its end when it goes without one, is held. */
export class UnpublishDelay extends Transform {
  readonly #hold: BeforeUnpublish;
  readonly #destroyed = new AbortController();
  #held = false;

  /** @param hold awaited once, when nothing but the goodbye is left */
  constructor(hold: BeforeUnpublish) {
    super();
    this.#hold = hold;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    const place = GOODBYES.map((goodbye) => chunk.indexOf(goodbye)).find((found) => found >= 0);
    if (place === undefined) {
      done(null, chunk);
      return;
    }
    this.push(chunk.subarray(0, place));
    this.#holdOnce(() => done(null, chunk.subarray(place)), done);
  }

  override _flush(done: TransformCallback): void {
    this.#holdOnce(done, done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#destroyed.abort();
    done(error);
  }

  #holdOnce(done: () => void, failed: (error: Error) => void): void {
    if (this.#held) {
      done();
      return;
    }
    this.#held = true;
    this.#hold(this.#destroyed.signal).then(done, failed);
  }
}
