import { z } from 'zod';
import type { PipelineProfile } from '../../harness/environments/index.ts';
import { type MetricSample, samplesOf, sampleValue } from '../../harness/metrics/index.ts';
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

/** @param names what this worker calls its metrics */
export function workerAccountOf(
  samples: readonly MetricSample[],
  streamId: string,
  names: PipelineProfile['metrics'],
): WorkerAccount {
  const ofStream = { [names.streamLabel]: streamId };
  const value = (name: string, labels: Record<string, string> = {}): number | undefined =>
    sampleValue(samples, name, { ...ofStream, ...labels });
  return {
    outcomes: Object.fromEntries(
      FRAGMENT_OUTCOMES.map((outcome) => [
        outcome,
        value(names.fragments, { [names.statusLabel]: names.statuses[outcome] }),
      ]),
    ),
    sent: value(names.sent),
    inflight: value(names.inflight),
    fallbacks: Object.fromEntries(
      samplesOf(samples, names.fallback, ofStream)
        .filter((sample) => sample.value > 0)
        .map((sample) => [sample.labels.reason ?? 'unknown', sample.value]),
    ),
    avSyncDeltaMs: value(names.avSyncDeltaMs),
    outputStalledS: value(names.outputStalledS),
  };
}
