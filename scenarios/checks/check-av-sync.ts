import type { OutputMeasurement } from '../../harness/run-data/output-measurement.ts';
import { type CheckContext, notMeasuredAll } from './check-context.ts';

/** A frame of 33 ms and a packet of 21 ms blur both the reported and the measured offset. */
const MAX_DISAGREEMENT_MS = 40;
/** A frame of 33 ms may be shown in the place of its neighbour. Measured: under 1 ms. */
const MAX_DRIFT_MS = 40;

/** The part of the output measurement that A/V sync is checked with. */
export type MeasuredSync = Pick<OutputMeasurement, 'avSync' | 'segments'>;

/**
 * Checks A/V sync as the worker reports it and as it was measured in the output: each within the limit, and in
 * agreement. The worst segment and the drift are checked as well, because one bad segment does not move the median.
 *
 * A worker that reports a constant cannot be distinguished from one that measures while the output stays within
 * {@link MAX_DISAGREEMENT_MS} of that constant.
 *
 * @param measured `undefined` when there was no output to measure
 * @param reportedMs `undefined` when the worker exposes no offset
 * @param metric where the worker exposes it, for messages
 * @param maxOffsetMs in either direction
 */
export function checkAvSync(
  ctx: CheckContext,
  measured: MeasuredSync | undefined,
  { reportedMs, metric }: { readonly reportedMs: number | undefined; readonly metric: string },
  maxOffsetMs: number,
): void {
  const limit = { min: -maxOffsetMs, max: maxOffsetMs };
  const note = 'positive: audio late';
  const unreported = `the worker exposes no ${metric}`;
  if (reportedMs === undefined) ctx.notMeasured('av-offset-reported', { reason: unreported });
  else ctx.check('av-offset-reported', { actual: round(reportedMs), limit, unit: 'ms', note });

  const { medianMs = null, minMs = null, maxMs = null, n = 0 } = measured?.avSync ?? {};
  // Silence is in sync with everything, and a single segment cannot drift.
  const audible = measured?.segments.filter(({ audio }) => audio !== 'silence');
  const hasDrift = audible === undefined || audible.length > 1;
  if (medianMs === null || minMs === null || maxMs === null) {
    const ofClip = reasonOfClip(measured?.segments);
    const reason =
      measured === undefined
        ? 'the output was not measured'
        : (ofClip ?? 'no segment was found in the output');
    const ids = ['av-offset-measured', 'av-offset-max', 'av-offset-disagreement'] as const;
    notMeasuredAll(ctx, hasDrift ? [...ids, 'av-drift'] : ids, {
      reason,
      inapplicable: ofClip !== undefined,
    });
    return;
  }
  ctx.check('av-offset-measured', { actual: round(medianMs), limit, unit: 'ms', note });
  const worstMs = -minMs > maxMs ? minMs : maxMs;
  ctx.check('av-offset-max', { actual: round(worstMs), limit, unit: 'ms', note });
  if (n > 1)
    ctx.check('av-drift', {
      actual: round(maxMs - minMs),
      limit: { max: MAX_DRIFT_MS },
      unit: 'ms',
      note: `largest minus smallest offset of ${n} segments`,
    });
  else if (hasDrift) {
    const ofClip = reasonOfClip(audible?.filter(({ offsetMs }) => offsetMs === null));
    const reason = ofClip ?? 'only one segment was found in the output';
    ctx.notMeasured('av-drift', { reason, inapplicable: ofClip !== undefined });
  }
  if (reportedMs === undefined) ctx.notMeasured('av-offset-disagreement', { reason: unreported });
  else
    ctx.check('av-offset-disagreement', {
      actual: round(Math.abs(reportedMs - medianMs)),
      limit: { max: MAX_DISAGREEMENT_MS },
      unit: 'ms',
    });
}

/** Why the clip allows no A/V offset for any of these segments; `undefined` when it does for one of them. */
function reasonOfClip(segments: MeasuredSync['segments'] = []): string | undefined {
  const audible = segments.filter(({ audio }) => audio !== 'silence');
  const [first] = audible;
  if (first === undefined || audible.some(({ clipReason }) => clipReason === undefined)) return undefined;
  return `segment ${first.sequence}${audible.length > 1 ? ' and others' : ''}: ${first.clipReason}`;
}

function round(valueMs: number): number {
  return Math.round(valueMs * 10) / 10;
}
