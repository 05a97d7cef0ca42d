import { Transform, type TransformCallback } from 'node:stream';
import type { CurrentShaping } from './shaping.ts';

/** Discards everything while the direction is half-open; see {@link Shaping.halfOpen}. */
export class Blackhole extends Transform {
  readonly #shaping: CurrentShaping;
  #isDead = false;

  constructor(shaping: CurrentShaping) {
    super();
    this.#shaping = shaping;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    if (this.#discards()) done();
    else done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    if (!this.#discards()) done();
  }

  #discards(): boolean {
    this.#isDead ||= this.#shaping().halfOpen;
    return this.#isDead;
  }
}
