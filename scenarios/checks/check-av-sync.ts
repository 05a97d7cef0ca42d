import type { OutputMeasurement } from '../evidence/output-measurement.ts';
import type { CheckContext } from './check-context.ts';

/** Reported and measured delta are two views of one thing; frames of 33 ms and packets of 21 ms blur both. */
const MAX_DISAGREEMENT_MS = 40;
/** A frame of 33 ms may be shown in the place of its neighbour. Measured: under 1 ms. */
const MAX_CHANGE_MS = 40;
const NOTHING_MEASURED = { medianMs: null, minMs: null, maxMs: null, n: 0 };

/**
 * A/V sync as the worker reports it and as it was measured in the output: each within the limit, and alike. The
 * windows are held to it one by one as well, and to each other: one that is off does not move the median.
 *
 * A worker that reports a constant is not told from one that measures, as long as the output is within
 * {@link MAX_DISAGREEMENT_MS} of that constant.
 *
 * @param measured `undefined` when there was no output to measure
 * @param maxAvDeltaMs either way
 */
export function checkAvSync(
  ctx: CheckContext,
  measured: OutputMeasurement['avSync'] | undefined,
  reportedMs: number | undefined,
  maxAvDeltaMs: number,
): void {
  const limit = { min: -maxAvDeltaMs, max: maxAvDeltaMs };
  const note = 'positive: audio late';
  if (reportedMs === undefined)
    ctx.notMeasured('av-offset-reported', { reason: 'the worker exposes no worker_av_sync_delta_ms' });
  else ctx.check('av-offset-reported', { actual: round(reportedMs), limit, unit: 'ms', note });
  const { medianMs, minMs, maxMs, n } = measured ?? NOTHING_MEASURED;
  if (medianMs === null || minMs === null || maxMs === null) {
    const why = measured === undefined ? 'there is no output' : 'no fragment could be found in the output';
    ctx.notMeasured('av-offset-measured', { reason: why });
    return;
  }
  ctx.check('av-offset-measured', { actual: round(medianMs), limit, unit: 'ms', note });
  if (n > 1) {
    const worst = -minMs > maxMs ? minMs : maxMs;
    ctx.check('av-offset-max', { actual: round(worst), limit, unit: 'ms', note });
    ctx.check('av-drift', {
      actual: round(maxMs - minMs),
      limit: { max: MAX_CHANGE_MS },
      unit: 'ms',
      note: `between ${n} windows: more is a drift or a jump`,
    });
  }
  if (reportedMs === undefined) return;
  ctx.check('av-offset-disagreement', {
    actual: round(Math.abs(reportedMs - medianMs)),
    limit: { max: MAX_DISAGREEMENT_MS },
    unit: 'ms',
  });
}

function round(valueMs: number): number {
  return Math.round(valueMs * 10) / 10;
}
