import { errorMessage } from '../../lib/error-message.ts';
import { type MetricSample, parseMetrics } from '../metrics/index.ts';
import { defineProbe } from './probe.ts';
import { request, withoutBody } from './request.ts';

/** Series of the runtime. */
const OF_RUNTIME = /^(process|nodejs|go|promhttp|python|jvm)_/;
/** Bounds of histograms and summaries. */
const OF_DISTRIBUTION = new Set(['le', 'quantile']);
const MAX_NAMES = 100;
const MAX_VALUES = 10;

/** The names, labels and streams of the series that media-service exposes. */
export const metricsNamesProbe = defineProbe(
  'metrics-names',
  async ({ endpoints, profile, streamIds }, signal) => {
    if (endpoints === undefined) return [];
    const outcome = await request(`${endpoints.mediaServiceUrl}/metrics`, signal);
    if (outcome.status !== 200) return [withoutBody(outcome)];
    let samples: readonly MetricSample[];
    try {
      ({ samples } = parseMetrics(outcome.body ?? ''));
    } catch (error) {
      return [{ ...withoutBody(outcome, { keepStart: true }), error: errorMessage(error) }];
    }
    const byName = Map.groupBy(samples, ({ name }) => name);
    const names = [...byName].filter(([name]) => !OF_RUNTIME.test(name)).slice(0, MAX_NAMES);
    const worker = names.map(([name, series]) => {
      const labels = valuesOf(series);
      const ofRun = Object.entries(labels).find(([, values]) => streamIds.some((id) => values.includes(id)));
      const streamLabel = ofRun?.[0] ?? profile.metrics.streamLabel;
      return {
        name,
        labelNames: Object.keys(labels),
        streamIds: labels[streamLabel] ?? [],
        ...(ofRun === undefined ? {} : { streamLabel }),
        labels: Object.fromEntries(
          Object.entries(labels).map(([label, values]) => [label, values.slice(0, MAX_VALUES)]),
        ),
      };
    });
    return [{ ...withoutBody(outcome), worker }];
  },
);

/** The values of each label. */
function valuesOf(series: readonly MetricSample[]): Record<string, string[]> {
  const values = new Map<string, Set<string>>();
  for (const [label, value] of series.flatMap(({ labels }) => Object.entries(labels))) {
    if (OF_DISTRIBUTION.has(label)) continue;
    values.set(label, (values.get(label) ?? new Set()).add(value));
  }
  return Object.fromEntries(Array.from(values, ([label, set]) => [label, [...set]]));
}
