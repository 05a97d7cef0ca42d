import type { RetryClock } from '../providers/remote/retry.ts';

/** A clock that advances by each sleep at once and records the sleeps. */
export class ManualRetryClock implements RetryClock {
  readonly sleptMs: number[] = [];
  readonly #startDateMs: number;
  #nowMs = 0;

  /** @param startDateMs Unix time at the start; {@link nowMs} starts at 0 */
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
