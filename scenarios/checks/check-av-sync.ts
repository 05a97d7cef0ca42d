import type { StepContext } from '../../harness/engine/index.ts';

/** Reported and measured delta are two views of one thing; frames of 33 ms and packets of 21 ms blur both. */
const MAX_DISAGREEMENT_MS = 40;

/**
 * A/V sync as the worker reports it and as it was measured in the output: each within the limit, and alike.
 *
 * @param measuredMs `null` when nothing could be measured
 * @param maxAvDeltaMs either way
 */
export function checkAvSync(
  ctx: StepContext,
  measuredMs: number | null,
  reportedMs: number | undefined,
  maxAvDeltaMs: number,
): void {
  const limit = { min: -maxAvDeltaMs, max: maxAvDeltaMs };
  const note = 'positive: audio late';
  if (reportedMs === undefined)
    ctx.notMeasured('A/V delta reported', 'the worker exposes no worker_av_sync_delta_ms');
  else ctx.check('A/V delta reported', { actual: round(reportedMs), limit, unit: 'ms', note });
  if (measuredMs === null) ctx.notMeasured('A/V delta measured', 'no fragment could be found in the output');
  else ctx.check('A/V delta measured', { actual: round(measuredMs), limit, unit: 'ms', note });
  if (reportedMs === undefined || measuredMs === null) return;
  ctx.check('reported and measured differ by', {
    actual: round(Math.abs(reportedMs - measuredMs)),
    limit: { max: MAX_DISAGREEMENT_MS },
    unit: 'ms',
  });
}

function round(valueMs: number): number {
  return Math.round(valueMs * 10) / 10;
}
