import type { BreakerState } from '../../contracts/worker-status.ts';

/** So many failures in a row open it (rule 4 of the worker). */
const FAILURES_TO_OPEN = 5;

/** What the end of a sending says of the service: it works, it is ill, or nothing of the kind. */
export type Verdict = 'healthy' | 'ill' | 'neither';

/** The right to send one fragment. */
export interface Permit {
  /** Says how it ended; the first time counts. `why` goes to whoever hears of a change that comes of it. */
  settle(verdict: Verdict, why?: string): void;
}

export interface BreakerOptions {
  /** How long it stays open before it lets a probe through. */
  readonly openMs: number;
  /** A clock that never goes back. */
  readonly nowMs: () => number;
  readonly onChange: (state: BreakerState, why: string) => void;
}

/**
 * Keeps a worker from waiting, window after window, for a service that is ill. Five failures in a row open it;
 * then nothing is sent for a while; then one probe is, and how that ends closes it or opens it again.
 *
 * A verdict of `neither` changes nothing: a run of failures goes on behind it, and a probe that ends so is made
 * again with the next fragment. What was sent before a change of state has no say after it.
 */
export class Breaker {
  readonly #options: BreakerOptions;
  #state: BreakerState = 'closed';
  #because = 'nothing has failed';
  /** In a row, while it is closed. */
  #failures = 0;
  #openedMs = 0;
  #isProbeOut = false;
  /** Counts the changes of state, so that a permit knows whether it belongs to the present one. */
  #changes = 0;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** What made the state what it is. */
  get because(): string {
    return this.#because;
  }

  /** Whether {@link admit} would let nothing through now. */
  get refuses(): boolean {
    if (this.#state === 'open') return this.#options.nowMs() - this.#openedMs < this.#options.openMs;
    return this.#state === 'half-open' && this.#isProbeOut;
  }

  /** @returns `undefined` when nothing may be sent now */
  admit(): Permit | undefined {
    if (this.refuses) return undefined;
    if (this.#state === 'open') this.#become('half-open', `${this.#options.openMs / 1000} s have passed`);
    this.#isProbeOut = this.#state === 'half-open';
    const change = this.#changes;
    let isSettled = false;
    return {
      settle: (verdict, why = verdict) => {
        if (isSettled) return;
        isSettled = true;
        if (change === this.#changes) this.#judge(verdict, why);
      },
    };
  }

  #judge(verdict: Verdict, why: string): void {
    const isProbe = this.#isProbeOut;
    this.#isProbeOut = false;
    if (verdict === 'healthy') {
      this.#failures = 0;
      if (isProbe) this.#become('closed', why);
    } else if (verdict === 'ill') {
      this.#failures++;
      if (isProbe) this.#open(`the probe failed: ${why}`);
      else if (this.#failures >= FAILURES_TO_OPEN)
        this.#open(`${this.#failures} failures in a row, the last: ${why}`);
    }
  }

  #open(why: string): void {
    this.#openedMs = this.#options.nowMs();
    this.#become('open', why);
  }

  #become(state: BreakerState, why: string): void {
    this.#state = state;
    this.#because = why;
    this.#failures = 0;
    this.#changes++;
    this.#options.onChange(state, why);
  }
}
