import type { RetryClock } from '../providers/remote/retry-clock.ts';

/** A clock on which waiting takes no time, and that tells how long was waited. */
export class FakeRetryClock implements RetryClock {
  readonly sleptMs: number[] = [];
  readonly #startDateMs: number;
  #nowMs = 0;

  /** @param startDateMs Unix time at which it starts; {@link nowMs} starts at 0 */
  constructor(startDateMs = 0) {
    this.#startDateMs = startDateMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  dateMs(): number {
    return this.#startDateMs + this.#nowMs;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.sleptMs.push(ms);
    this.#nowMs += ms;
  }
}
