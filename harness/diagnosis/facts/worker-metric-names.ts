import { z } from 'zod';
import { WORKER_METRICS } from '../../../services/contracts/metric-name.ts';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { type Observation, observationRef } from './run-facts.ts';

/** Names of the metrics that the checks need and that a worker exposes from its start, and of their labels. */
interface Names {
  readonly fragments: string;
  readonly sent: string;
  readonly inflight: string;
  readonly streamLabel: string;
  readonly statusLabel: string;
}

const DOCUMENTED_NAMES: Names = {
  fragments: WORKER_METRICS.audioFragments,
  sent: WORKER_METRICS.fragmentsSent,
  inflight: WORKER_METRICS.inflight,
  streamLabel: 'stream_id',
  statusLabel: 'status',
};
const DOCUMENTED = new Set<string>(Object.values(WORKER_METRICS));
/** Parts of a histogram. */
const PART = /_(bucket|sum|count)$/;

/** How media-service exposes a metric that the checks need under another name or label. */
export interface Misnamed {
  readonly kind: 'metric' | 'label';
  /** The setting in the profile of the pipeline that holds its name: `metrics.statusLabel`. */
  readonly setting: string;
  /** The metric that lacks the label. */
  readonly metric: string;
  /** As the checks expect it. */
  readonly expected: string;
  /** As it is exposed; `undefined` when nothing similar was found. */
  readonly found: string | undefined;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

/** Names, labels and values of labels of one metric. */
interface Exposed {
  readonly name: string;
  readonly labels: ReadonlySet<string>;
  readonly isOfStream: boolean;
}

const samplesSchema = z.array(
  z.object({ name: z.string(), labels: z.record(z.string(), z.string()), value: z.number().nullable() }),
);

/** The first metric that has another name or other labels than documented. Each is one of the two. */
export function misnamedMetric(facts: PipelineFacts): Misnamed | undefined {
  const seen = exposedMetrics(facts);
  if (seen === undefined) return undefined;
  const { exposed, event } = seen;
  const names = namesFor(facts);
  if (!exposed.some(({ isOfStream }) => isOfStream)) return otherStreamLabel(seen, names);
  for (const expected of [names.fragments, names.sent, names.inflight]) {
    const metric = exposed.find(({ name }) => name === expected);
    if (metric === undefined) {
      const found = similarName(expected, exposed);
      return {
        kind: 'metric',
        setting: settingOf(names, expected),
        metric: expected,
        expected,
        found,
        evidence: [
          observationRef(
            event,
            `media-service exposes ${namesOf(exposed)} for the stream, and no ${expected}`,
          ),
        ],
      };
    }
    const { streamLabel, statusLabel } = names;
    const labels = expected === names.fragments ? [streamLabel, statusLabel] : [streamLabel];
    const label = labels.find((name) => !metric.labels.has(name));
    if (label !== undefined) return labelFinding(event, { metric, label, setting: settingOf(names, label) });
  }
  return undefined;
}

function settingOf(names: Names, name: string): string {
  const [key] = Object.entries(names).find(([, value]) => value === name) ?? [];
  return `metrics.${key}`;
}

/** The documented names, unless the profile of the pipeline has others. */
function namesFor({ setup }: PipelineFacts): Names {
  const own = Object.entries(setup?.profile.metrics ?? {}).filter(([, name]) => typeof name === 'string');
  return { ...DOCUMENTED_NAMES, ...Object.fromEntries(own) };
}

/** The last metrics that media-service exposed, from the sampler or the probe. */
function exposedMetrics(
  facts: PipelineFacts,
): { readonly exposed: readonly Exposed[]; readonly event: Observation } | undefined {
  const streamId = facts.setup?.streamId;
  if (streamId === undefined) return undefined;
  const probe = facts.probed('metrics-names');
  const probed = probe?.data.worker;
  if (probe !== undefined && probed !== undefined && probed.length > 0) {
    const exposed = probed.map(({ name, labelNames, streamIds }) => ({
      name,
      labels: new Set(labelNames),
      isOfStream: streamIds.includes(streamId),
    }));
    return { exposed, event: probe.event };
  }
  const event = facts.latest('media-service', 'metrics');
  const samples = samplesSchema.safeParse(event?.data).data ?? [];
  if (event === undefined || samples.length === 0) return undefined;
  const exposed = [...Map.groupBy(samples, ({ name }) => name)].map(([name, series]) => ({
    name,
    labels: new Set(series.flatMap(({ labels }) => Object.keys(labels))),
    isOfStream: series.some(({ labels }) => Object.values(labels).includes(streamId)),
  }));
  return { exposed, event };
}

/** Nothing is exposed for the stream under its label, while there are metrics of a worker. */
function otherStreamLabel(
  { exposed, event }: { readonly exposed: readonly Exposed[]; readonly event: Observation },
  { fragments, streamLabel }: Names,
): Misnamed | undefined {
  const metric = exposed.find(({ name, labels }) => name === fragments && !labels.has(streamLabel));
  return metric === undefined
    ? undefined
    : labelFinding(event, { metric, label: streamLabel, setting: 'metrics.streamLabel' });
}

function labelFinding(
  event: Observation,
  { metric, label, setting }: { readonly metric: Exposed; readonly label: string; readonly setting: string },
): Misnamed | undefined {
  const known = new Set([
    'stream_id',
    'status',
    'reason',
    'type',
    'action',
    'where',
    'le',
    'pipeline',
    'error_type',
  ]);
  const other = [...metric.labels].filter((name) => !known.has(name));
  const labels = [...metric.labels].join(', ');
  return {
    kind: 'label',
    setting,
    metric: metric.name,
    expected: label,
    found: other.length === 1 ? other[0] : undefined,
    evidence: [
      observationRef(
        event,
        `${metric.name} has the label${metric.labels.size === 1 ? '' : 's'} ${labels || '(none)'}, not ${label}`,
      ),
    ],
  };
}

/** A metric of the stream that is not documented, the one with the most words in common first. */
function similarName(expected: string, exposed: readonly Exposed[]): string | undefined {
  const words = new Set(expected.split('_'));
  const common = (name: string): number => name.split('_').filter((word) => words.has(word)).length;
  const [best] = exposed
    .filter(({ name, isOfStream }) => isOfStream && !DOCUMENTED.has(name.replace(PART, '')))
    .toSorted((a, b) => common(b.name) - common(a.name));
  return best?.name;
}

function namesOf(exposed: readonly Exposed[]): string {
  const names = exposed
    .filter(({ name, isOfStream }) => isOfStream && !PART.test(name))
    .map(({ name }) => name);
  return names.length <= 4
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
