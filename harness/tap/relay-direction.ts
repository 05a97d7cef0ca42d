import type { Socket } from 'node:net';
import { Blackhole } from './faults/blackhole.ts';
import { DelayLine } from './faults/delay-line.ts';
import type { Shaping } from './faults/shaping.ts';
import { Throttle } from './faults/throttle.ts';

/** One direction of a relayed connection: from one socket, through the faults, to the other. */
export class RelayDirection {
  readonly #source: Socket;
  readonly #target: Socket;
  readonly #throttle: Throttle;
  readonly #delayLine: DelayLine;
  readonly #blackhole: Blackhole;
  #shaping: Shaping;
  #endsByReset = false;

  constructor(source: Socket, target: Socket, shaping: Shaping) {
    this.#source = source;
    this.#target = target;
    this.#shaping = shaping;
    const current = (): Shaping => this.#shaping;
    this.#throttle = new Throttle(current);
    this.#delayLine = new DelayLine(current);
    this.#blackhole = new Blackhole(current);
    source.pipe(this.#throttle).pipe(this.#delayLine).pipe(this.#blackhole);
    this.#blackhole.pipe(target, { end: false });
    this.#blackhole.on('end', () => this.#endTarget());
    source.on('error', () => this.#onSourceReset());
    target.on('close', () => this.#onTargetClosed());
  }

  /** The active faults. A change applies to later bytes, not to those in transit. */
  get shaping(): Shaping {
    return this.#shaping;
  }

  set shaping(shaping: Shaping) {
    this.#shaping = shaping;
  }

  /** Calls `onChunk` with each chunk that is written to the target, and `onEnd` after the last one. */
  observeTarget(onChunk: (chunk: Buffer) => void, onEnd: () => void): void {
    this.#blackhole.on('data', onChunk).on('end', onEnd);
  }

  /** Calls `onChunk` with each chunk that is read from the source, and `onEnd` after the last one. */
  observeSource(onChunk: (chunk: Buffer) => void, onEnd: () => void): void {
    this.#source.on('data', onChunk).on('end', onEnd);
  }

  /** Discards the bytes in transit. */
  destroy(): void {
    for (const stage of [this.#throttle, this.#delayLine, this.#blackhole]) stage.destroy();
  }

  /** Resets the target too, after everything that was sent before. */
  #onSourceReset(): void {
    this.#endsByReset = true;
    if (this.#blackhole.readableEnded) this.#endTarget();
    else this.#throttle.end();
  }

  #endTarget(): void {
    if (this.#target.destroyed) return;
    if (this.#endsByReset) this.#target.resetAndDestroy();
    else this.#target.end();
  }

  /** Discards further bytes of the source. */
  #onTargetClosed(): void {
    this.#blackhole.resume();
    if (this.#source.readableEnded) this.#source.destroy();
    else this.#source.once('end', () => this.#source.destroy());
  }
}
