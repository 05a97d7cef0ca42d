import { samplesOf } from '../../harness/metrics/index.ts';
import { WORKER_METRICS } from '../../services/contracts/metric-name.ts';
import { FRAGMENT_OUTCOMES } from '../../services/contracts/worker-status.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { configuredName } from '../rig/worker-metrics.ts';
import { receivedStreamSchema } from './mediamtx-received-stream.ts';

/** Step 2: media-service has started a worker for the stream and counts its fragments. */
export function workerConnected(limits: { readonly withinMs: number }): DubbingStep {
  return {
    id: 'worker-connected',
    title: 'Worker picked up the stream',
    timeoutMs: limits.withinMs + 5000,
    live: true,
    async run(ctx, rig) {
      const { workerMetrics } = rig.live;
      const name = configuredName(rig.profile.metrics, 'fragments', rig.streamId);
      const { publishedAtMs, readyAfterMs } = ctx.outputOf('mediamtx-received-stream', receivedStreamSchema);
      const find = async (signal: AbortSignal) => {
        const { samples } = await workerMetrics.scrape(signal);
        return samplesOf(samples, WORKER_METRICS.audioFragments, { stream_id: rig.streamId });
      };
      const series = await ctx.poll(WORKER_METRICS.audioFragments, find, {
        until: (found) => found.length > 0,
        everyMs: 100,
        withinMs: limits.withinMs,
        expected: `${name} on ${workerMetrics.url}`,
        summarise: (found) =>
          found.length === 0
            ? `/metrics of media-service has no series ${name}. Either the MediaMTX hook did not reach media-service or it rejected the stream`
            : `${found.length} series`,
      });
      ctx.check('worker-visible-after', {
        actual: Math.round(rig.run.nowMs() - (publishedAtMs + readyAfterMs)),
        limit: { max: limits.withinMs },
        unit: 'ms',
      });
      ctx.check('worker-counter-statuses', {
        actual: series.map(({ labels }) => labels.status ?? '').sort(),
        expected: [...FRAGMENT_OUTCOMES].sort(),
      });
      return undefined;
    },
  };
}
