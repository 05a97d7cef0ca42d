import type { Backpressure } from '../../contracts/sts-notice.ts';

type Advice = Pick<Backpressure, 'severity' | 'action' | 'recommended_delay_ms'>;

/** Share of the places taken at which each advice begins, fullest first. */
const LEVELS: readonly { readonly from: number; readonly advice: Advice }[] = [
  { from: 0.9, advice: { severity: 'high', action: 'pause', recommended_delay_ms: 1000 } },
  { from: 0.7, advice: { severity: 'medium', action: 'slow_down', recommended_delay_ms: 500 } },
  { from: 0.5, advice: { severity: 'low', action: 'none' } },
];

const RELAXED: Advice = { severity: 'low', action: 'none' };

/** Turns the fill of a session into advice, and tells it once per change. */
export class BackpressureLevel {
  #told: number | undefined;

  /**
   * @param inflight places taken
   * @param maxInflight places there are
   * @returns the advice to send, or `undefined` when the worker knows already
   */
  update(inflight: number, maxInflight: number): Advice | undefined {
    const share = inflight / maxInflight;
    const level = LEVELS.find(({ from }) => share >= from);
    const before = this.#told;
    this.#told = level?.from;
    if (level?.from === before) return undefined;
    if (level !== undefined) return level.advice;
    const wasTold = LEVELS.find(({ from }) => from === before)?.advice.action !== 'none';
    return wasTold ? RELAXED : undefined;
  }
}
