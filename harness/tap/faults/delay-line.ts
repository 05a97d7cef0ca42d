import { Duplex } from 'node:stream';
import { type Clock, systemClock } from '../../engine/index.ts';
import type { CurrentShaping } from './shaping.ts';

/** How much may be in transit; the sender is paused above it. */
const CAPACITY_BYTES = 16 * 1024 * 1024;

interface Delayed {
  /** `null` is the end. */
  readonly chunk: Buffer | null;
  /** Earliest time of delivery. A chunk is never delivered before the previous one. */
  readonly dueAtMs: number;
}

/** Delays each chunk by the delay and jitter that are active when it arrives, and keeps the order. */
export class DelayLine extends Duplex {
  readonly #shaping: CurrentShaping;
  readonly #clock: Clock;
  readonly #inTransit: Delayed[] = [];
  #bytes = 0;
  #cancelDelivery: (() => void) | undefined;
  #isReaderFull = false;
  #acceptNext: (() => void) | undefined;

  constructor(shaping: CurrentShaping, clock: Clock = systemClock) {
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
    this.#isReaderFull = false;
    this.#deliver();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#cancelDelivery?.();
    done(error);
  }

  #enter(chunk: Buffer | null): void {
    const { delayMs, jitterMs } = this.#shaping();
    this.#inTransit.push({ chunk, dueAtMs: this.#clock.nowMs() + delayMs + Math.random() * jitterMs });
    this.#bytes += chunk?.length ?? 0;
    this.#deliver();
  }

  #deliver(): void {
    this.#cancelDelivery?.();
    while (!this.#isReaderFull) {
      const [next] = this.#inTransit;
      if (next === undefined) break;
      const waitMs = next.dueAtMs - this.#clock.nowMs();
      if (waitMs > 0) {
        this.#cancelDelivery = this.#clock.after(waitMs, () => this.#deliver());
        break;
      }
      this.#inTransit.shift();
      this.#bytes -= next.chunk?.length ?? 0;
      this.#isReaderFull = !this.push(next.chunk);
    }
    if (this.#bytes >= CAPACITY_BYTES) return;
    const accept = this.#acceptNext;
    this.#acceptNext = undefined;
    accept?.();
  }
}
