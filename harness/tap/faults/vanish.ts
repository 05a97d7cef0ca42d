import { Transform, type TransformCallback } from 'node:stream';
import type { PresentShaping } from './shaping.ts';

/** Swallows everything while the line is half open; see {@link Shaping.halfOpen}. */
export class Vanish extends Transform {
  readonly #shaping: PresentShaping;
  #dead = false;

  constructor(shaping: PresentShaping) {
    super();
    this.#shaping = shaping;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    if (this.#isDead()) done();
    else done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    if (!this.#isDead()) done();
  }

  #isDead(): boolean {
    this.#dead ||= this.#shaping().halfOpen;
    return this.#dead;
  }
}
