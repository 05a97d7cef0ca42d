import type { BreakerState } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { Breaker } from './breaker.ts';

const MEANING: Readonly<Record<BreakerState, string>> = {
  closed: 'breaker closed: fragments are sent to the STS service again',
  'half-open': 'breaker half-open: one fragment is sent, to see whether the STS service works again',
  open: 'breaker open: nothing is sent to the STS service, windows are aired with their original audio',
};

/** A breaker whose changes are measured and logged, each with what caused it. */
export function watchedBreaker(openMs: number, metrics: StreamMetrics, log: Logger): Breaker {
  return new Breaker({
    openMs,
    nowMs: () => performance.now(),
    onChange: (state, why) => {
      metrics.breaker(state);
      log[state === 'open' ? 'warn' : 'info']({ breaker: state, why, openMs }, MEANING[state]);
    },
  });
}
