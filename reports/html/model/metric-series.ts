import { z } from 'zod';
import type { RunEvent } from '../../../harness/engine/event.ts';
import { type Bounds, boundsOf } from '../../format/values.ts';

/** One series of a metric over the run. */
export interface MetricSeries {
  /** The labels that distinguish it from the other series of its metric: `status=processed`. */
  readonly label: string;
  /** Times in ms on the run's clock, and the value from then on. */
  readonly points: readonly (readonly [atMs: number, value: number])[];
}

/** A metric of one service. */
export interface MetricView {
  readonly service: string;
  readonly name: string;
  readonly series: readonly MetricSeries[];
  readonly limit?: Bounds;
}

const samplesSchema = z.array(z.unknown());
const sampleSchema = z.object({
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  value: z.number(),
});

/** The checks that set the limit of a metric, by id. The second id is that of runs recorded before checks had ids. */
const LIMITING_CHECKS: Readonly<Record<string, readonly string[]>> = {
  worker_av_sync_delta_ms: ['av-offset-reported', 'a-v-delta-reported'],
};
const MAX_POINTS = 400;

interface Draft {
  readonly service: string;
  readonly name: string;
  readonly series: Map<string, { labels: Readonly<Record<string, string>>; points: [number, number][] }>;
}

/** Collects the metrics of all services. */
export class MetricLines {
  readonly #metrics = new Map<string, Draft>();
  readonly #limits = new Map<string, Bounds>();
  #lastMs = 0;

  add(event: RunEvent): void {
    if (event.type === 'check') {
      const limit = boundsOf(event.check.limit);
      if (limit !== undefined) this.#limits.set(event.check.id, limit);
    }
    if (event.type !== 'observation' || event.name !== 'metrics') return;
    this.#lastMs = event.atMs;
    for (const item of samplesSchema.safeParse(event.data).data ?? []) {
      const { data: sample } = sampleSchema.safeParse(item);
      if (sample === undefined) continue;
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
      // A line needs only its changes.
      if (series.points.at(-1)?.[1] !== sample.value) series.points.push([event.atMs, sample.value]);
    }
  }

  view(): MetricView[] {
    return [...this.#metrics.values()].map(({ service, name, series }) => {
      const all = [...series.values()];
      const limit = LIMITING_CHECKS[name]?.map((id) => this.#limits.get(id)).find(Boolean);
      return {
        service,
        name,
        series: all.map(({ labels, points }) => {
          const end = points.slice(-1).map(([, value]) => [this.#lastMs, value] as const);
          return { label: distinctive(labels, all), points: [...thinned(points), ...end] };
        }),
        ...(limit !== undefined && { limit }),
      };
    });
  }
}

/** The labels in which this series differs from others of its metric. */
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
