import { dubbedFragmentsSchema } from '../../harness/run-data/dubbed-fragments.ts';
import { FragmentCollector } from '../evidence/collect-fragments.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { readWorkerStatus } from '../rig/observe-worker.ts';

export interface StreamEndedLimits {
  readonly withinMs: number;
  /** Sequence numbers in the order in which results must arrive. Any order by default. */
  readonly results?: readonly number[];
}

/**
 * Takes the place of step 3 when fragments may fail: the worker has aired the whole stream, whatever the outcome of
 * its fragments. Later steps check the observed ones.
 */
export function streamEnded(limits: StreamEndedLimits): DubbingStep {
  return {
    id: 'fragments-processed',
    title: 'Worker has aired the whole stream',
    timeoutMs: limits.withinMs + 5000,
    live: true,
    async run(ctx, rig) {
      const { environment, observer } = rig.live;
      const { mediaServiceUrl } = environment.endpoints;
      const status = await ctx.poll(
        'worker',
        (signal) => readWorkerStatus(mediaServiceUrl, rig.streamId, signal),
        {
          until: (found) => found?.state === 'ended' || found?.state === 'failed',
          everyMs: 100,
          withinMs: limits.withinMs,
          expected: `the worker of ${rig.streamId} to end`,
          summarise: (found) => found?.state ?? 'unknown to media-service',
        },
      );
      ctx.check('worker-state', { actual: status?.state ?? null, expected: 'ended' });
      if (status?.lastError !== undefined)
        ctx.record('worker-last-error', { value: `${status.lastError.code}: ${status.lastError.message}` });
      const fragments = await ctx.evidence('fragments', dubbedFragmentsSchema, () =>
        new FragmentCollector(ctx, observer).collect(),
      );
      ctx.record('result-statuses', { value: fragments.list.map(({ status, error }) => error ?? status) });
      if (limits.results !== undefined)
        ctx.check('result-order', {
          actual: fragments.list.map(({ sequenceNumber }) => sequenceNumber),
          expected: limits.results,
        });
      ctx.check('malformed-events', { actual: fragments.malformed, expected: [] });
      if (fragments.missed.length > 0) ctx.record('events-possibly-missed', { value: fragments.missed });
      return fragments;
    },
  };
}
