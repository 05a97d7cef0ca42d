import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { type DubbedFragments, dubbedFragmentsSchema } from '../../run-data/dubbed-fragments.ts';
import type { PathState } from '../../run-data/pipeline-observations.ts';
import { parseOnce } from './parse-once.ts';
import type { PipelineFacts, Seen } from './pipeline-facts.ts';
import { logRef, type Observation, observationRef } from './run-facts.ts';

const progressSchema = z.object({ mediaS: z.number() });

/** How much the publisher has sent. */
export interface Published {
  /** When its first progress was recorded. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly mediaS: number;
  readonly ref: EvidenceRef;
}

/** What the publisher has sent; `undefined` when it reported nothing above 0 s. */
export function publishedBy(facts: PipelineFacts): Published | undefined {
  const reports = facts.observations('publisher', 'progress').flatMap((event) => {
    const data = parseOnce(progressSchema, event);
    return data === undefined || data.mediaS === 0 ? [] : [{ event, ...data }];
  });
  const [first] = reports;
  const last = reports.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { mediaS, event } = last;
  return {
    firstAtMs: first.event.atMs,
    lastAtMs: event.atMs,
    mediaS,
    ref: observationRef(event, `publisher: ${mediaS.toFixed(1)} s sent`),
  };
}

/** Protocol events that the observer saw, of one name. */
export function stsEvents(facts: PipelineFacts, name: string): readonly Observation[] {
  return ['sts', 'tap'].flatMap((source) => facts.observations(source, name));
}

/** The fragments that step 3 kept as evidence. */
export function dubbedFragments(facts: PipelineFacts): DubbedFragments | undefined {
  return dubbedFragmentsSchema.safeParse(facts.evidence('fragments')).data;
}

const metricsSchema = z.array(
  z.object({ name: z.string(), labels: z.record(z.string(), z.string()), value: z.number().nullable() }),
);
type Series = z.infer<typeof metricsSchema>[number];

/** The latest sample of media-service's metrics with series of this run's stream. */
export function workerSeries(
  facts: PipelineFacts,
): { readonly event: Observation; readonly series: readonly Series[] } | undefined {
  const streamId = facts.setup?.streamId;
  for (const event of facts.observations('media-service', 'metrics').toReversed()) {
    const all = parseOnce(metricsSchema, event) ?? [];
    const series = all.filter(({ labels }) => streamId !== undefined && labels.stream_id === streamId);
    if (series.length > 0) return { event, series };
  }
  return undefined;
}

/** The value of a series; `undefined` when it is missing or not a number. */
export function seriesValue(
  series: readonly Series[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = series.find(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  return found?.value ?? undefined;
}

/** The states of a path of MediaMTX, from the samples in which it was listed. */
export function pathStates(facts: PipelineFacts, name: string | undefined): readonly Seen<PathState>[] {
  return facts.pathSamples.flatMap(({ event, data }) =>
    data.paths.filter((path) => path.name === name).map((path) => ({ event, data: path })),
  );
}

/** Log lines with data of this run's stream. */
const ofStreamSchema = z.looseObject({ streamId: z.string() });

/** Evidence that media-service has started a worker for this run's stream, from any source. */
export function workerStarted(facts: PipelineFacts): EvidenceRef | undefined {
  const streamId = facts.setup?.streamId;
  const line = facts
    .logs({ source: 'media-service', message: /^worker started$/ })
    .find(({ data }) => ofStreamSchema.safeParse(data).data?.streamId === streamId);
  if (line !== undefined) return logRef(line);
  const [state] = facts.workerStates;
  if (state !== undefined) return observationRef(state.event, `worker of ${streamId}: ${state.data.state}`);
  const metrics = workerSeries(facts);
  if (metrics !== undefined) {
    const text = `media-service exposes ${metrics.series.length} series of ${streamId}`;
    return observationRef(metrics.event, text);
  }
  return streamId === undefined ? undefined : probedWorker(facts, streamId);
}

/** A worker that the probes found after the failure. In an attached pipeline, nothing else may show it. */
function probedWorker(facts: PipelineFacts, streamId: string): EvidenceRef | undefined {
  const workers = facts.probed('worker');
  const listed = workers?.data.streams?.find((stream) => stream.streamId === streamId);
  if (workers !== undefined && listed !== undefined)
    return observationRef(workers.event, `media-service lists a worker of ${streamId}`);
  const names = facts.probed('metrics-names');
  const series = names?.data.worker?.filter(({ streamIds }) => streamIds.includes(streamId)) ?? [];
  if (names === undefined || series.length === 0) return undefined;
  return observationRef(names.event, `media-service exposes ${series[0]?.name} of ${streamId}`);
}

/** The health of a service as the probe found it: reachable or not; `undefined` when it was not probed. */
export function probedService(
  facts: PipelineFacts,
  name: string,
): { readonly ref: EvidenceRef; readonly isUp: boolean; readonly responds: boolean } | undefined {
  const probe = facts.probed('services');
  const service = probe?.data.list?.find((entry) => entry.name === name);
  if (probe === undefined || service === undefined) return undefined;
  const { url, status, error, ms } = service;
  const text = `${name}: ${url} ${status === undefined ? (error ?? 'no response') : `answered ${status}`}${ms === undefined ? '' : ` after ${ms} ms`}`;
  return {
    ref: observationRef(probe.event, text),
    isUp: status !== undefined && status < 400,
    responds: status !== undefined,
  };
}
