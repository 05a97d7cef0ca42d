import { HarnessError } from '../engine/index.ts';
import type { MetricSample } from './parse-metrics.ts';

export type Labels = Readonly<Record<string, string>>;

/** Several series match labels that must identify one. */
class AmbiguousSeriesError extends HarnessError {
  readonly metric: string;
  readonly labels: Labels;
  readonly found: readonly Labels[];

  constructor(metric: string, labels: Labels, found: readonly Labels[]) {
    super(
      `${found.length} series of ${metric} match ${JSON.stringify(labels)}, expected one: ` +
        `${JSON.stringify(found.slice(0, 3))}. Add labels, or use samplesOf.`,
      { code: 'METRICS_AMBIGUOUS_SERIES', fault: 'HARNESS' },
    );
    this.metric = metric;
    this.labels = labels;
    this.found = found;
  }
}

/** The samples of metric `name` that have all of `labels`, and possibly others. */
export function samplesOf(
  samples: readonly MetricSample[],
  name: string,
  labels: Labels = {},
): MetricSample[] {
  const required = Object.entries(labels);
  return samples.filter(
    (sample) => sample.name === name && required.every(([key, value]) => sample.labels[key] === value),
  );
}

/**
 * The value of the one series of metric `name` that has all of `labels`; `undefined` when there is none, as opposed to a
 * series with the value 0.
 *
 * @throws {HarnessError} `METRICS_AMBIGUOUS_SERIES` when several series match
 */
export function sampleValue(
  samples: readonly MetricSample[],
  name: string,
  labels: Labels = {},
): number | undefined {
  const found = samplesOf(samples, name, labels);
  if (found.length > 1)
    throw new AmbiguousSeriesError(
      name,
      labels,
      found.map((sample) => sample.labels),
    );
  return found[0]?.value;
}
