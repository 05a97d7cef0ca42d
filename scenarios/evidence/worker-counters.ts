import { z } from 'zod';
import { type MetricSample, samplesOf, sampleValue } from '../../harness/metrics/index.ts';
import { readingLegacyKeys } from '../../harness/run-data/legacy-keys.ts';
import { WORKER_METRICS } from '../../services/contracts/metric-name.ts';
import { FRAGMENT_OUTCOMES } from '../../services/contracts/worker-status.ts';

const count = z.number().int().nonnegative();

/** The metrics of media-service for one stream. A missing series is absent, which is not 0. */
export const workerCountersSchema = readingLegacyKeys(
  { avSyncDeltaMs: 'avOffsetMs' },
  z.object({
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
    /** A/V offset that the worker reports. Positive: audio late. */
    avOffsetMs: z.number().optional(),
    outputStalledS: z.number().optional(),
    /** Why they were still changing when they were read. Absent after the end of the stream. */
    unfinished: z.string().optional(),
  }),
);
export type WorkerCounters = z.infer<typeof workerCountersSchema>;

/** @param samples with the documented names */
export function workerCountersOf(samples: readonly MetricSample[], streamId: string): WorkerCounters {
  const ofStream = { stream_id: streamId };
  const value = (name: string, labels: Record<string, string> = {}): number | undefined =>
    sampleValue(samples, name, { ...ofStream, ...labels });
  return {
    outcomes: Object.fromEntries(
      FRAGMENT_OUTCOMES.map((status) => [status, value(WORKER_METRICS.audioFragments, { status })]),
    ),
    sent: value(WORKER_METRICS.fragmentsSent),
    inflight: value(WORKER_METRICS.inflight),
    fallbacks: Object.fromEntries(
      samplesOf(samples, WORKER_METRICS.fallback, ofStream)
        .filter((sample) => sample.value > 0)
        .map((sample) => [sample.labels.reason ?? 'unknown', sample.value]),
    ),
    avOffsetMs: value(WORKER_METRICS.avSyncDelta),
    outputStalledS: value(WORKER_METRICS.outputStalled),
  };
}
