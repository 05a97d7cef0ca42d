import { Duplex } from 'node:stream';
import { type Clock, systemClock } from '../../engine/index.ts';
import type { PresentShaping } from './shaping.ts';

/** How much may be under way at a time; more than that waits with its sender. */
const CAPACITY_BYTES = 16 * 1024 * 1024;

interface Delayed {
  /** Null is the end. */
  readonly chunk: Buffer | null;
  /** When it may leave; it waits for the one ahead of it as well. */
  readonly dueAtMs: number;
}

/** Keeps each chunk under way for the delay of the moment at which it came in, jitter included, in order. */
export class DelayLine extends Duplex {
  readonly #shaping: PresentShaping;
  readonly #clock: Clock;
  readonly #underWay: Delayed[] = [];
  #bytes = 0;
  #cancelDelivery: (() => void) | undefined;
  #readerIsFull = false;
  #acceptNext: (() => void) | undefined;

  constructor(shaping: PresentShaping, clock: Clock = systemClock) {
    super();
    this.#shaping = shaping;
    this.#clock = clock;
  }

  override _write(chunk: Buffer, _: BufferEncoding, accept: () => void): void {
    this.#enter(chunk);
    if (this.#bytes < CAPACITY_BYTES) accept();
    else this.#acceptNext = accept;
  }

  override _final(accept: () => void): void {
    this.#enter(null);
    accept();
  }

  override _read(): void {
    this.#readerIsFull = false;
    this.#deliver();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#cancelDelivery?.();
    done(error);
  }

  #enter(chunk: Buffer | null): void {
    const { delayMs, jitterMs } = this.#shaping();
    this.#underWay.push({ chunk, dueAtMs: this.#clock.nowMs() + delayMs + Math.random() * jitterMs });
    this.#bytes += chunk?.length ?? 0;
    this.#deliver();
  }

  #deliver(): void {
    this.#cancelDelivery?.();
    while (!this.#readerIsFull) {
      const [next] = this.#underWay;
      if (next === undefined) break;
      const waitMs = next.dueAtMs - this.#clock.nowMs();
      if (waitMs > 0) {
        this.#cancelDelivery = this.#clock.after(waitMs, () => this.#deliver());
        break;
      }
      this.#underWay.shift();
      this.#bytes -= next.chunk?.length ?? 0;
      this.#readerIsFull = !this.push(next.chunk);
    }
    if (this.#bytes >= CAPACITY_BYTES) return;
    const accept = this.#acceptNext;
    this.#acceptNext = undefined;
    accept?.();
  }
}
