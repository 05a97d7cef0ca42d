import { z } from 'zod';
import { type MetricSample, samplesOf, sampleValue } from '../../harness/metrics/index.ts';
import { WORKER_METRICS } from '../../services/contracts/metric-name.ts';
import { FRAGMENT_OUTCOMES } from '../../services/contracts/worker-status.ts';

const count = z.number().int().nonnegative();

/** What media-service's metrics say of one stream. A series that is not there is absent, which is not 0. */
export const workerAccountSchema = z.object({
  outcomes: z.object({
    processed: count.optional(),
    partial: count.optional(),
    fallback: count.optional(),
    dropped: count.optional(),
  }),
  sent: count.optional(),
  inflight: count.optional(),
  /** By reason, those above 0. */
  fallbacks: z.record(z.string(), count),
  avSyncDeltaMs: z.number().optional(),
  outputStalledS: z.number().optional(),
});
export type WorkerAccount = z.infer<typeof workerAccountSchema>;

export function workerAccountOf(samples: readonly MetricSample[], streamId: string): WorkerAccount {
  const value = (name: string, labels: Record<string, string> = {}): number | undefined =>
    sampleValue(samples, name, { stream_id: streamId, ...labels });
  return {
    outcomes: Object.fromEntries(
      FRAGMENT_OUTCOMES.map((status) => [status, value(WORKER_METRICS.audioFragments, { status })]),
    ),
    sent: value(WORKER_METRICS.fragmentsSent),
    inflight: value(WORKER_METRICS.inflight),
    fallbacks: Object.fromEntries(
      samplesOf(samples, WORKER_METRICS.fallback, { stream_id: streamId })
        .filter((sample) => sample.value > 0)
        .map((sample) => [sample.labels.reason ?? 'unknown', sample.value]),
    ),
    avSyncDeltaMs: value(WORKER_METRICS.avSyncDelta),
    outputStalledS: value(WORKER_METRICS.outputStalled),
  };
}
