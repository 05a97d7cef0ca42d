import type { OutputMeasurement, SegmentAudioKind } from '../../harness/run-data/output-measurement.ts';
import type {
  FallbackReason,
  FragmentOutcome,
  WorkerStatus,
} from '../../services/contracts/worker-status.ts';
import { checkAvSync } from '../checks/check-av-sync.ts';
import { type DubbingContext, notMeasuredAll } from '../checks/check-context.ts';
import { checkCounters, checkCountersSum, checkInFlight } from '../checks/check-counters.ts';
import type { WorkerCounters } from '../evidence/worker-counters.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { observeCounters, observeStatus } from '../rig/observe-worker.ts';
import { measuredOutput } from '../rig/optional-output.ts';
import { configuredName } from '../rig/worker-metrics.ts';

export interface LedgerLimits {
  /**
   * Number of segments with the original audio by reason; `rest` is every segment without another reason. The total
   * is measured in the output.
   */
  readonly fallback: Readonly<Partial<Record<FallbackReason, number | 'rest'>>>;
  /** Largest A/V offset in either direction. */
  readonly maxAvOffsetMs: number;
  /** The worker was killed and resumes: its ledger starts at the segment at which it resumed. */
  readonly resumed?: boolean;
}

/** Audio of a segment by its outcome. */
const AUDIO_BY_OUTCOME: Readonly<Record<FragmentOutcome, SegmentAudioKind>> = {
  processed: 'dubbed',
  partial: 'dubbed',
  fallback: 'original',
  dropped: 'unknown',
};
const OUTPUT_CHECKS = [
  'ledger-outcomes',
  'counters-segments',
  'counter-fallback',
  'fallback-reasons',
] as const;

/**
 * Takes the place of step 6 when fragments may fail: the ledger has the outcome of each segment that is measured in
 * the output, the counters agree, and each fallback has the reason that the scenario causes.
 */
export function ledger(limits: LedgerLimits): DubbingStep {
  return {
    id: 'ledger',
    title: 'The ledger matches the audio of each segment, with the reason of each fallback',
    timeoutMs: 30_000,
    async run(ctx, rig) {
      const output = measuredOutput(ctx);
      const [counters, status] = await Promise.all([observeCounters(ctx, rig), observeStatus(ctx, rig)]);
      checkSegments(ctx, output, { counters, status }, limits);
      const { partial, dropped } = counters.outcomes;
      checkCountersSum(ctx, counters);
      checkCounters(ctx, 'counters-partial-dropped', { partial, dropped }, [0, 0]);
      checkInFlight(ctx, counters);
      if (counters.outputStalledS !== undefined)
        ctx.record('output-stalled', { value: Math.round(counters.outputStalledS * 10) / 10, unit: 's' });
      const metric = configuredName(rig.profile.metrics, 'avSyncDeltaMs');
      checkAvSync(ctx, output, { reportedMs: counters.avOffsetMs, metric }, limits.maxAvOffsetMs);
      return counters;
    },
  };
}

interface ObservedWorker {
  readonly counters: WorkerCounters;
  readonly status: WorkerStatus | undefined;
}

/** Checks the ledger and the counters against the segments of the output. */
function checkSegments(
  ctx: DubbingContext,
  output: OutputMeasurement | undefined,
  { counters, status }: ObservedWorker,
  limits: LedgerLimits,
): void {
  if (output === undefined || output.segments.length === 0) {
    const reason =
      output === undefined ? 'the output was not measured' : 'no segment of the output was measured';
    notMeasuredAll(ctx, limits.resumed === true ? ['resumed-at-segment', ...OUTPUT_CHECKS] : OUTPUT_CHECKS, {
      reason,
    });
    return;
  }
  if (limits.resumed === true) checkResumed(ctx, status, output.segments);
  const segments = output.segments.filter(({ sequence }) => sequence >= (status?.resumed?.sequence ?? 0));
  const audio = segments.map((segment) => segment.audio);
  // The ledger has the segments of the lead-in too. They are silent and not measured.
  const recent = status?.ledger.recent ?? [];
  const measured = new Set(segments.map(({ sequence }) => sequence));
  const entries = recent.filter(({ sequence }) => measured.has(sequence));
  ctx.check('ledger-outcomes', {
    actual: entries.map(({ outcome }) => (outcome === undefined ? 'open' : AUDIO_BY_OUTCOME[outcome])),
    expected: audio,
    note: 'expected: audio of each segment, as measured',
  });
  const { processed = Number.NaN, fallback = Number.NaN } = counters.outcomes;
  const unmeasured = recent.length - entries.length;
  const originals = audio.filter((kind) => kind === 'original').length;
  ctx.check('counters-segments', { actual: processed + fallback, expected: audio.length + unmeasured });
  ctx.check('counter-fallback', { actual: fallback, expected: originals });
  ctx.check('fallback-reasons', {
    actual: counters.fallbacks,
    expected: reasons(limits.fallback, originals),
  });
}

/** A restarted worker resumes in the middle: it dubs no segment twice, and some are left. */
function checkResumed(
  ctx: DubbingContext,
  status: WorkerStatus | undefined,
  segments: OutputMeasurement['segments'],
): void {
  const [second, last] = [segments[1], segments.at(-1)];
  ctx.check('resumed-at-segment', {
    actual: status?.resumed?.sequence ?? Number.NaN,
    limit: { min: second?.sequence ?? 1, max: last?.sequence ?? 1 },
    unit: `of ${segments.length}`,
    note: 'counted from 0; the killed worker aired the segments before it',
  });
}

/** Expected fallbacks by reason, `total` in all. */
function reasons(expected: LedgerLimits['fallback'], total: number): Record<string, number> {
  const named = Object.values(expected).reduce<number>((sum, n) => sum + (n === 'rest' ? 0 : n), 0);
  return Object.fromEntries(
    Object.entries(expected).map(([reason, n]) => [reason, n === 'rest' ? total - named : n]),
  );
}
