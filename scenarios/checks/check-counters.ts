import { FRAGMENT_OUTCOMES } from '../../services/contracts/worker-status.ts';
import type { WorkerCounters } from '../evidence/worker-counters.ts';
import type { CheckContext } from './check-context.ts';

/** Checks that each fragment that was sent has exactly one outcome. A missing counter is not 0. */
export function checkCountersSum(ctx: CheckContext, { sent, outcomes }: WorkerCounters): void {
  const sum = FRAGMENT_OUTCOMES.reduce((total, outcome) => total + (outcomes[outcome] ?? Number.NaN), 0);
  if (sent === undefined || Number.isNaN(sum)) {
    const missing = [
      ...(sent === undefined ? ['fragments sent'] : []),
      ...FRAGMENT_OUTCOMES.filter((outcome) => outcomes[outcome] === undefined),
    ];
    ctx.notMeasured('counters-sum', { reason: `the worker has no counter for ${missing.join(', ')}` });
    return;
  }
  ctx.check('counters-sum', { actual: sent, expected: sum, note: 'sum of all outcomes' });
}
