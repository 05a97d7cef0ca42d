import { checkAvSync } from '../checks/check-av-sync.ts';
import { dubbedFragmentsSchema } from '../evidence/dubbed-fragments.ts';
import { environmentOutputSchema } from '../evidence/environment-output.ts';
import { expectedFragments } from '../evidence/expected-fragments.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { observeAccount } from '../rig/observe-worker.ts';
import { measuredOutput } from '../rig/optional-output.ts';

export interface MetricsLimits {
  /** Largest A/V sync delta, either way. */
  readonly maxAvDeltaMs: number;
}

/** Step 6: the worker's own account agrees with what was seen, and A/V sync with what was measured. */
export function metrics(limits: MetricsLimits): DubbingStep {
  return {
    id: 'metrics',
    title: 'The worker accounts for every fragment and keeps A/V sync',
    timeoutMs: 30_000,
    async run(ctx, rig) {
      const account = await observeAccount(ctx, rig);
      const { clip, profile } = ctx.outputOf('environment-setup', environmentOutputSchema);
      const { joinedS = 0 } = ctx.outputOf('fragments-processed', dubbedFragmentsSchema);
      const expected = expectedFragments(profile.segmentS ?? rig.plan.segmentS, clip.durationS - joinedS);
      const { processed, partial, fallback, dropped } = account.outcomes;
      ctx.check('counter-processed', { actual: processed ?? null, expected });
      ctx.check('counters-not-processed', {
        actual: [partial ?? null, fallback ?? null, dropped ?? null],
        expected: [0, 0, 0],
        ...(Object.keys(account.fallbacks).length === 0
          ? {}
          : { note: `fallback reasons: ${JSON.stringify(account.fallbacks)}` }),
      });
      ctx.check('counters-sum', {
        actual: account.sent ?? null,
        expected: (processed ?? 0) + (partial ?? 0) + (fallback ?? 0) + (dropped ?? 0),
        note: 'the sum of all outcomes',
      });
      ctx.check('fragments-in-flight', { actual: account.inflight ?? null, expected: 0 });
      checkAvSync(ctx, measuredOutput(ctx)?.avSync, account.avSyncDeltaMs, limits.maxAvDeltaMs);
      return account;
    },
  };
}
