import { z } from 'zod';
import { WORKER_METRICS } from '../../../services/contracts/metric-name.ts';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { oncePerRecord } from './once-per-record.ts';
import { parseOnce } from './parse-once.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { type Observation, observationRef } from './run-facts.ts';

/** How a count of the worker developed. */
export interface Count {
  /** The latest value; 0 while the worker exposes its metrics and has counted nothing. */
  readonly value: number;
  /** When it last changed, or was first seen. */
  readonly changedAtMs: number;
  /** When it was first seen above 0. */
  readonly beganAtMs: number | undefined;
  readonly ref: EvidenceRef;
}

/** What the worker of this run's stream has read and cut so far. */
export interface WorkerProgress {
  /** Segments of video that were read. */
  readonly video: Count;
  /** Segments of audio that were cut to be dubbed. */
  readonly audio: Count;
  /** Fragments that were submitted for dubbing. */
  readonly submitted: Count;
}

const metricsSchema = z.array(
  z.object({ name: z.string(), labels: z.record(z.string(), z.string()), value: z.number().nullable() }),
);
type Samples = z.infer<typeof metricsSchema>;

/** The progress of the worker by its metrics; `undefined` when they were never seen. */
export const workerProgress = oncePerRecord((facts): WorkerProgress | undefined => {
  const streamId = facts.setup?.streamId;
  const seen = facts.observations('media-service', 'metrics').flatMap((event) => {
    const samples = (parseOnce(metricsSchema, event) ?? []).filter(
      ({ labels }) => labels.stream_id === streamId,
    );
    return samples.length === 0 ? [] : [{ event, samples }];
  });
  if (seen.length === 0) return undefined;
  const video = countOf(seen, 'segments of video read', WORKER_METRICS.segments, { type: 'video' });
  const audio = countOf(seen, 'segments of audio cut', WORKER_METRICS.segments, { type: 'audio' });
  const submitted = countOf(seen, 'fragments submitted', WORKER_METRICS.fragmentsSent, {});
  if (video === undefined || audio === undefined || submitted === undefined) return undefined;
  return { video, audio, submitted };
});

/** @returns undefined when the series is missing, which is not 0 */
function countOf(
  seen: readonly { readonly event: Observation; readonly samples: Samples }[],
  what: string,
  name: string,
  labels: Readonly<Record<string, string>>,
): Count | undefined {
  let count: Count | undefined;
  for (const { event, samples } of seen) {
    const value = samples.find(
      (sample) =>
        sample.name === name &&
        Object.entries(labels).every(([label, expected]) => sample.labels[label] === expected),
    )?.value;
    if (value === undefined || value === null) continue;
    const changedAtMs = count?.value === value ? count.changedAtMs : event.atMs;
    const beganAtMs = count?.beganAtMs ?? (value > 0 ? event.atMs : undefined);
    count = { value, changedAtMs, beganAtMs, ref: observationRef(event, `worker: ${value} ${what}`) };
  }
  return count;
}

const paramsSchema = z.looseObject({ segmentS: z.number().optional() });

/** Length of the pipeline's segments; `undefined` when the run does not record it. */
export const segmentS = oncePerRecord((facts): number | undefined => {
  const params = paramsSchema.safeParse(facts.start?.params).data;
  return facts.setup?.profile.segmentS ?? params?.segmentS;
});

/** The time of the latest event: how far the observation of the run has come. */
export function nowMs(facts: PipelineFacts): number {
  return facts.events.at(-1)?.atMs ?? 0;
}

/** Whether facts that would change the meaning of an event can still follow: no step has failed, and it is younger than this. */
export function isNew(
  facts: PipelineFacts,
  { atMs }: { readonly atMs: number },
  settlesWithinMs: number,
): boolean {
  return facts.failedStep === undefined && nowMs(facts) - atMs < settlesWithinMs;
}
