import type { BreakerState } from '../../contracts/worker-status.ts';

/** Consecutive failures that open the breaker (docs/architecture.md, "Rules of the worker"). */
const FAILURES_TO_OPEN = 5;

/** Effect of a fragment's outcome on the breaker. */
export type BreakerSignal = 'success' | 'failure' | 'neutral';

/** The permission to send one fragment. */
export interface Permit {
  /** Reports the outcome; only the first call counts. `why` becomes the cause of a resulting change of state. */
  settle(signal: BreakerSignal, why?: string): void;
}

export interface BreakerOptions {
  /** How long the breaker stays open before it allows a probe. */
  readonly openMs: number;
  /** A monotonic clock. */
  readonly nowMs: () => number;
  readonly onChange: (state: BreakerState, why: string) => void;
}

/**
 * The circuit breaker between worker and STS service: skips a failing service so that segments do not wait for it.
 * Five consecutive failures open it. After a while it allows one probe, whose outcome closes it or opens it again.
 *
 * A `neutral` signal changes nothing: it does not interrupt a series of failures, and after a neutral probe the next
 * fragment is the probe. Fragments sent before a change of state do not count after it.
 */
export class Breaker {
  readonly #options: BreakerOptions;
  #state: BreakerState = 'closed';
  #cause = 'no failures';
  /** Consecutive failures while closed. */
  #failures = 0;
  #openedMs = 0;
  #isProbePending = false;
  /** The number of changes of state; a permit counts only in the state that issued it. */
  #changes = 0;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** The cause of the last change of state. */
  get cause(): string {
    return this.#cause;
  }

  /** Whether {@link admit} would reject a fragment now. */
  get rejects(): boolean {
    if (this.#state === 'open') return this.#options.nowMs() - this.#openedMs < this.#options.openMs;
    return this.#state === 'half-open' && this.#isProbePending;
  }

  /** @returns `undefined` when no fragment may be sent now */
  admit(): Permit | undefined {
    if (this.rejects) return undefined;
    if (this.#state === 'open') this.#become('half-open', `${this.#options.openMs / 1000} s have passed`);
    this.#isProbePending = this.#state === 'half-open';
    const change = this.#changes;
    let isSettled = false;
    return {
      settle: (signal, why = signal) => {
        if (isSettled) return;
        isSettled = true;
        if (change === this.#changes) this.#count(signal, why);
      },
    };
  }

  #count(signal: BreakerSignal, why: string): void {
    const isProbe = this.#isProbePending;
    this.#isProbePending = false;
    if (signal === 'success') {
      this.#failures = 0;
      if (isProbe) this.#become('closed', why);
    } else if (signal === 'failure') {
      this.#failures++;
      if (isProbe) this.#open(`the probe failed: ${why}`);
      else if (this.#failures >= FAILURES_TO_OPEN)
        this.#open(`${this.#failures} consecutive failures, the last: ${why}`);
    }
  }

  #open(why: string): void {
    this.#openedMs = this.#options.nowMs();
    this.#become('open', why);
  }

  #become(state: BreakerState, why: string): void {
    this.#state = state;
    this.#cause = why;
    this.#failures = 0;
    this.#changes++;
    this.#options.onChange(state, why);
  }
}
