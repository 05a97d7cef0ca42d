import { HarnessError } from '../engine/index.ts';
import type { MetricSample } from './sample-line.ts';

export type Labels = Readonly<Record<string, string>>;

/** More than one series fits where one is asked for: the labels given do not tell them apart. */
export class AmbiguousSeriesError extends HarnessError {
  readonly metric: string;
  readonly asked: Labels;
  readonly found: readonly Labels[];

  constructor(metric: string, asked: Labels, found: readonly Labels[]) {
    super(
      `${found.length} series of ${metric} fit ${JSON.stringify(asked)}: ${JSON.stringify(found.slice(0, 3))}. ` +
        'Give the labels that tell them apart, or add them up with sumOf.',
      { code: 'METRICS_AMBIGUOUS_SERIES', fault: 'HARNESS' },
    );
    this.metric = metric;
    this.asked = asked;
    this.found = found;
  }
}

/** The samples called `name` that have all of `labels`; they may have others too. */
export function samplesOf(
  samples: readonly MetricSample[],
  name: string,
  labels: Labels = {},
): MetricSample[] {
  const wanted = Object.entries(labels);
  return samples.filter(
    (sample) => sample.name === name && wanted.every(([key, value]) => sample.labels[key] === value),
  );
}

/**
 * The value of the one series called `name` that has all of `labels`; `undefined` when there is none, which is not
 * the same as a series that stands at 0.
 *
 * @throws AmbiguousSeriesError when several series fit
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

/** The sum over all series called `name` that have all of `labels`; `undefined` when there is none. */
export function sumOf(
  samples: readonly MetricSample[],
  name: string,
  labels: Labels = {},
): number | undefined {
  const found = samplesOf(samples, name, labels);
  return found.length === 0 ? undefined : found.reduce((sum, sample) => sum + sample.value, 0);
}
