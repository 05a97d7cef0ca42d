import type { PipelineProfile } from '../../harness/environments/index.ts';
import { type MetricSample, MetricsScraper } from '../../harness/metrics/index.ts';
import { WORKER_METRICS } from '../../services/contracts/metric-name.ts';
import { FRAGMENT_OUTCOMES } from '../../services/contracts/worker-status.ts';

type MetricNames = PipelineProfile['metrics'];

/** Documented name of each metric that a profile can rename. */
const DOCUMENTED = {
  fragments: WORKER_METRICS.audioFragments,
  sent: WORKER_METRICS.fragmentsSent,
  inflight: WORKER_METRICS.inflight,
  fallback: WORKER_METRICS.fallback,
  avSyncDeltaMs: WORKER_METRICS.avSyncDelta,
  outputStalledS: WORKER_METRICS.outputStalled,
} as const;
const KEYS = ['fragments', 'sent', 'inflight', 'fallback', 'avSyncDeltaMs', 'outputStalledS'] as const;

/**
 * Scrapes media-service. Samples have the documented names and labels, whatever the profile of the pipeline calls
 * them, so the event log and the checks need no profile.
 */
export function workerMetricsScraper(mediaServiceUrl: string, names: MetricNames): MetricsScraper {
  return new MetricsScraper(`${mediaServiceUrl}/metrics`, {
    normalise: (sample) => toDocumented(sample, names),
  });
}

/**
 * Renames a sample. One that has a documented name, although the profile gives this metric another name, is another
 * metric of that pipeline and is dropped.
 */
export function toDocumented(
  { name, labels, value }: MetricSample,
  names: MetricNames,
): MetricSample | undefined {
  const key = KEYS.find((candidate) => names[candidate] === name);
  if (key === undefined && KEYS.some((candidate) => DOCUMENTED[candidate] === name)) return undefined;
  const renamed = renameLabel(labels, names.streamLabel, 'stream_id');
  if (key === undefined) return { name, labels: renamed, value };
  if (key !== 'fragments') return { name: DOCUMENTED[key], labels: renamed, value };
  const { status, ...others } = renameLabel(renamed, names.statusLabel, 'status');
  const outcome = FRAGMENT_OUTCOMES.find((known) => names.statuses[known] === status) ?? status;
  return {
    name: DOCUMENTED.fragments,
    labels: outcome === undefined ? others : { ...others, status: outcome },
    value,
  };
}

function renameLabel(
  labels: MetricSample['labels'],
  from: string,
  to: string,
): Readonly<Record<string, string>> {
  if (from === to) return labels;
  const kept = Object.entries(labels).filter(([label]) => label !== from && label !== to);
  const value = labels[from];
  return Object.fromEntries(value === undefined ? kept : [...kept, [to, value]]);
}

/**
 * A metric as the pipeline calls it, for messages: `my_fragments (profile name of worker_audio_fragments_total)`.
 *
 * @param streamId adds the label of the stream
 */
export function configuredName(names: MetricNames, key: keyof typeof DOCUMENTED, streamId?: string): string {
  const label = streamId === undefined ? '' : `{${names.streamLabel}="${streamId}"}`;
  const name = `${names[key]}${label}`;
  return names[key] === DOCUMENTED[key] ? name : `${name} (profile name of ${DOCUMENTED[key]})`;
}
