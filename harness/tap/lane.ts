import type { Socket } from 'node:net';
import { DelayLine } from './faults/delay-line.ts';
import type { Shaping } from './faults/shaping.ts';
import { Throttle } from './faults/throttle.ts';
import { Vanish } from './faults/vanish.ts';

/** One direction of a connection: from one socket, through the faults, to the other. */
export class Lane {
  readonly #source: Socket;
  readonly #target: Socket;
  readonly #throttle: Throttle;
  readonly #delayLine: DelayLine;
  readonly #vanish: Vanish;
  #shaping: Shaping;
  #endsByReset = false;

  constructor(source: Socket, target: Socket, shaping: Shaping) {
    this.#source = source;
    this.#target = target;
    this.#shaping = shaping;
    const present = (): Shaping => this.#shaping;
    this.#throttle = new Throttle(present);
    this.#delayLine = new DelayLine(present);
    this.#vanish = new Vanish(present);
    source.pipe(this.#throttle).pipe(this.#delayLine).pipe(this.#vanish);
    this.#vanish.pipe(target, { end: false });
    this.#vanish.on('end', () => this.#endTarget());
    source.on('error', () => this.#onSourceLost());
    target.on('close', () => this.#onTargetGone());
  }

  /** How it is disturbed. Set, it holds from now on; what is under way already is not changed. */
  get shaping(): Shaping {
    return this.#shaping;
  }

  set shaping(shaping: Shaping) {
    this.#shaping = shaping;
  }

  /** Calls `heard` with each chunk after it has been handed to the target, `ended` after the last one. */
  listenAtTarget(heard: (chunk: Buffer) => void, ended: () => void): void {
    this.#vanish.on('data', heard).on('end', ended);
  }

  /** Calls `heard` with each chunk of the source after it has been sent on its way, `ended` after the last one. */
  listenAtSource(heard: (chunk: Buffer) => void, ended: () => void): void {
    this.#source.on('data', heard).on('end', ended);
  }

  /** Lets go of what is still under way. */
  destroy(): void {
    for (const stage of [this.#throttle, this.#delayLine, this.#vanish]) stage.destroy();
  }

  /** The source was reset: so will the target be, after what was sent before. */
  #onSourceLost(): void {
    this.#endsByReset = true;
    if (this.#vanish.readableEnded) this.#endTarget();
    else this.#throttle.end();
  }

  #endTarget(): void {
    if (this.#target.destroyed) return;
    if (this.#endsByReset) this.#target.resetAndDestroy();
    else this.#target.end();
  }

  /** Whatever the source sends from now on goes nowhere. */
  #onTargetGone(): void {
    this.#vanish.resume();
    if (this.#source.readableEnded) this.#source.destroy();
    else this.#source.once('end', () => this.#source.destroy());
  }
}
