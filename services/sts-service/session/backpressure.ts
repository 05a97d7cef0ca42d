import type { Backpressure } from '../../contracts/sts-notice.ts';

type Advice = Pick<Backpressure, 'severity' | 'action' | 'recommended_delay_ms'>;

/** Advice by the fill level of a session at which it starts, highest level first (docs/protocol.md §1). */
const LEVELS: readonly { readonly from: number; readonly advice: Advice }[] = [
  { from: 0.9, advice: { severity: 'high', action: 'pause', recommended_delay_ms: 1000 } },
  { from: 0.7, advice: { severity: 'medium', action: 'slow_down', recommended_delay_ms: 500 } },
  { from: 0.5, advice: { severity: 'low', action: 'none' } },
];

const ALL_CLEAR: Advice = { severity: 'low', action: 'none' };

/** The content of a `backpressure` event that depends on the fragments in flight. */
export type InflightNotice = Omit<Backpressure, 'stream_id' | 'queue_depth'>;

/**
 * Counts the fragments in flight in a session and reports each change of the advice. A fragment is in flight from its
 * acceptance until the worker acknowledges its result, or until `holdMs` after the result. The timer for the latter also
 * reports the change: a worker that was advised to pause must not wait forever.
 */
export class BackpressureMonitor {
  readonly #maxInflight: number;
  readonly #holdMs: number;
  readonly #notify: (notice: InflightNotice) => void;
  /** Maps fragment ids to the latest time they are in flight; `Infinity` before the result is sent. */
  readonly #inflight = new Map<string, number>();
  #lastAdvice: Advice | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param holdMs maximum time that a fragment stays in flight after its result */
  constructor(maxInflight: number, holdMs: number, notify: (notice: InflightNotice) => void) {
    this.#maxInflight = maxInflight;
    this.#holdMs = holdMs;
    this.#notify = notify;
  }

  /** The fragment was accepted. */
  accepted(fragmentId: string): void {
    this.#inflight.set(fragmentId, Number.POSITIVE_INFINITY);
    this.#update();
  }

  /** The result was sent. */
  answered(fragmentId: string): void {
    if (this.#inflight.has(fragmentId)) this.#inflight.set(fragmentId, performance.now() + this.#holdMs);
    this.#update();
  }

  /** The worker acknowledged the result. */
  acknowledged(fragmentId: string): void {
    this.#inflight.delete(fragmentId);
    this.#update();
  }

  /** Stops the reports. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #update(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    const nowMs = performance.now();
    for (const [fragmentId, untilMs] of this.#inflight) {
      if (untilMs <= nowMs) this.#inflight.delete(fragmentId);
    }
    const advice = this.#changedAdvice();
    if (advice !== undefined) this.#notify({ ...advice, current_inflight: this.#inflight.size });
    const nextMs = Math.min(...this.#inflight.values());
    if (Number.isFinite(nextMs)) this.#timer = setTimeout(() => this.#update(), Math.ceil(nextMs - nowMs));
  }

  /** The advice for the current fill level; `undefined` when it has not changed. */
  #changedAdvice(): Advice | undefined {
    const last = this.#lastAdvice;
    const share = this.#inflight.size / this.#maxInflight;
    const current = LEVELS.find(({ from }) => share >= from)?.advice;
    this.#lastAdvice = current;
    if (current === last) return undefined;
    if (current !== undefined) return current;
    return last?.action === 'none' ? undefined : ALL_CLEAR;
  }
}
