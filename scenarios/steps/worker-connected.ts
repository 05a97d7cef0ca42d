import { samplesOf } from '../../harness/metrics/index.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';

const NOT_TOLD =
  'no such series: media-service was not told of the stream (has the hook of MediaMTX run?), or has refused it';

/** Step 2: media-service has started a worker for the stream and counts its fragments. */
export function workerConnected(limits: { readonly withinMs: number }): DubbingStep {
  return {
    id: 'worker-connected',
    title: 'Worker picked up the stream',
    timeoutMs: limits.withinMs + 5000,
    live: true,
    async run(ctx, rig) {
      const { workerMetrics } = rig.live;
      const { fragments: name, streamLabel, statusLabel, statuses } = rig.profile.metrics;
      const labels = { [streamLabel]: rig.streamId };
      const startedAtMs = rig.run.nowMs();
      const series = await ctx.poll(
        name,
        async (signal) => samplesOf((await workerMetrics.scrape(signal)).samples, name, labels),
        {
          until: (found) => found.length > 0,
          everyMs: 100,
          withinMs: limits.withinMs,
          expected: `${name}{${streamLabel}="${rig.streamId}"} on ${workerMetrics.url}`,
          summarise: (found) => (found.length === 0 ? NOT_TOLD : `${found.length} series`),
        },
      );
      ctx.check('worker-visible-after', {
        actual: Math.round(rig.run.nowMs() - startedAtMs),
        limit: { max: limits.withinMs },
        unit: 'ms',
      });
      ctx.check('worker-counter-statuses', {
        actual: series.map((sample) => sample.labels[statusLabel] ?? '').sort(),
        expected: Object.values(statuses).sort(),
      });
      return undefined;
    },
  };
}
