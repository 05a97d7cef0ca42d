import { z } from 'zod';
import type { CheckResult, RunEvent } from '../../../harness/engine/event.ts';

/** One series of a metric over the run's time. */
export interface MetricSeries {
  /** What tells it from the others of its metric: `status=processed`. */
  readonly label: string;
  /** Time in ms on the run's clock, and the value from then on. */
  readonly points: readonly (readonly [atMs: number, value: number])[];
}

/** A metric of a service. */
export interface MetricView {
  readonly service: string;
  readonly name: string;
  readonly series: readonly MetricSeries[];
  readonly limit?: { readonly min?: number; readonly max?: number };
}

const samplesSchema = z.array(
  z.object({ name: z.string(), labels: z.record(z.string(), z.string()), value: z.number() }).catch({
    name: '',
    labels: {},
    value: 0,
  }),
);

/** Ids of the check that limits a metric. Runs from before checks had ids use its title. */
const LIMITED_BY: Readonly<Record<string, readonly string[]>> = {
  worker_av_sync_delta_ms: ['av-offset-reported', 'A/V delta reported'],
};
const MAX_POINTS = 400;

interface Draft {
  readonly service: string;
  readonly name: string;
  readonly series: Map<string, { labels: Readonly<Record<string, string>>; points: [number, number][] }>;
}

/** Gathers the samples of the services' metrics. */
export class MetricLines {
  readonly #metrics = new Map<string, Draft>();
  readonly #limits = new Map<string, CheckResult>();
  #lastMs = 0;

  add(event: RunEvent): void {
    if (event.type === 'check') this.#limits.set(event.check.id, event.check);
    if (event.type !== 'observation' || event.name !== 'metrics') return;
    this.#lastMs = event.atMs;
    for (const sample of samplesSchema.safeParse(event.data).data ?? []) {
      if (sample.name === '') continue;
      const key = `${event.source} ${sample.name}`;
      const metric = this.#metrics.get(key) ?? {
        service: event.source,
        name: sample.name,
        series: new Map(),
      };
      this.#metrics.set(key, metric);
      const labels = JSON.stringify(sample.labels);
      const series = metric.series.get(labels) ?? { labels: sample.labels, points: [] };
      metric.series.set(labels, series);
      // A line needs its corners only.
      if (series.points.at(-1)?.[1] !== sample.value) series.points.push([event.atMs, sample.value]);
    }
  }

  view(): MetricView[] {
    return [...this.#metrics.values()].map(({ service, name, series }) => {
      const all = [...series.values()];
      const checkId = LIMITED_BY[name]?.find((id) => this.#limits.has(id));
      const limit = boundsOf(this.#limits.get(checkId ?? ''));
      return {
        service,
        name,
        series: all.map(({ labels, points }) => {
          const last = points.at(-1)?.[1] ?? 0;
          return {
            label: distinctive(labels, all),
            points: [...thinned(points), [this.#lastMs, last] as const],
          };
        }),
        ...(limit !== undefined && { limit }),
      };
    });
  }
}

/** The labels in which the series of a metric differ. */
function distinctive(
  labels: Readonly<Record<string, string>>,
  all: readonly { readonly labels: Readonly<Record<string, string>> }[],
): string {
  return Object.entries(labels)
    .filter(([name, value]) => all.some((other) => other.labels[name] !== value))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

function thinned<Point>(points: readonly Point[]): Point[] {
  const step = Math.ceil(points.length / MAX_POINTS);
  return points.filter((_, index) => index % step === 0 || index === points.length - 1);
}

/** The bounds of a check that has some. */
export function boundsOf(
  check: CheckResult | undefined,
): { readonly min?: number; readonly max?: number } | undefined {
  const limit = z
    .strictObject({ min: z.number().optional(), max: z.number().optional() })
    .safeParse(check?.limit).data;
  if (limit === undefined || (limit.min === undefined && limit.max === undefined)) return undefined;
  return {
    ...(limit.min !== undefined && { min: limit.min }),
    ...(limit.max !== undefined && { max: limit.max }),
  };
}
