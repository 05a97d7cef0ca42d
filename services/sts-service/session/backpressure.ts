import type { Backpressure } from '../../contracts/sts-notice.ts';

type Advice = Pick<Backpressure, 'severity' | 'action' | 'recommended_delay_ms'>;

/** Share of a session's places taken at which each advice begins, fullest first (protocol). */
const LEVELS: readonly { readonly from: number; readonly advice: Advice }[] = [
  { from: 0.9, advice: { severity: 'high', action: 'pause', recommended_delay_ms: 1000 } },
  { from: 0.7, advice: { severity: 'medium', action: 'slow_down', recommended_delay_ms: 500 } },
  { from: 0.5, advice: { severity: 'low', action: 'none' } },
];

const ALL_CLEAR: Advice = { severity: 'low', action: 'none' };

/** Turns the fill of a session into advice, and gives it once per change. */
export class BackpressureAdviser {
  #last: Advice | undefined;

  /**
   * @param inflight places taken
   * @param maxInflight places there are
   * @returns the advice to send, or `undefined` when the worker knows already
   */
  update(inflight: number, maxInflight: number): Advice | undefined {
    const last = this.#last;
    const now = LEVELS.find(({ from }) => inflight / maxInflight >= from)?.advice;
    this.#last = now;
    if (now === last) return undefined;
    if (now !== undefined) return now;
    return last?.action === 'none' ? undefined : ALL_CLEAR;
  }
}
