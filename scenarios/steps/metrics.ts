import { checkAvSync } from '../checks/check-av-sync.ts';
import { checkAllProcessed } from '../checks/check-counters.ts';
import { environmentOutputSchema } from '../evidence/environment-output.ts';
import { countNearest, fragmentCount } from '../evidence/segments.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { observeCounters } from '../rig/observe-worker.ts';
import { measuredOutput, observedFragments } from '../rig/optional-output.ts';
import { configuredName } from '../rig/worker-metrics.ts';

export interface MetricsLimits {
  /** Largest A/V offset in either direction. */
  readonly maxAvOffsetMs: number;
}

/** Step 6: the worker's counters match what was observed, and A/V sync is within its limit. */
export function metrics(limits: MetricsLimits): DubbingStep {
  return {
    id: 'metrics',
    title: 'Worker counters match what was observed; A/V sync is within its limit',
    timeoutMs: 30_000,
    async run(ctx, rig) {
      const counters = await observeCounters(ctx, rig);
      const { clip, profile } = ctx.outputOf('environment-setup', environmentOutputSchema);
      const { list, joinedS = 0, joinUnknown, unobserved } = observedFragments(ctx);
      const possible = fragmentCount(profile.segmentS ?? rig.plan.segmentS, clip, joinedS);
      const seen = unobserved === undefined ? list.length : (counters.outcomes.processed ?? possible.min);
      const expected = countNearest(possible, seen);
      checkAllProcessed(ctx, counters, { processed: expected, unknownBecause: joinUnknown });
      const reported = {
        reportedMs: counters.avOffsetMs,
        metric: configuredName(profile.metrics, 'avSyncDeltaMs'),
      };
      checkAvSync(ctx, measuredOutput(ctx), reported, limits.maxAvOffsetMs);
      return counters;
    },
  };
}
