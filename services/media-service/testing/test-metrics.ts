import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { WorkerMetrics } from '../metrics/stream-metrics.ts';

/** The metrics of a stream `s`, and a reader for their values. */
export function testMetrics(): {
  readonly metrics: StreamMetrics;
  /** The value of a series by its name and labels without `stream_id`; `undefined` if it does not exist. */
  value(name: string, labels?: Readonly<Record<string, string>>): Promise<number | undefined>;
} {
  const all = new WorkerMetrics();
  return {
    metrics: all.forStream('s'),
    value: async (name, labels = {}) => {
      const metric = await all.registry.getSingleMetric(name)?.get();
      const wanted = JSON.stringify(Object.entries({ ...labels, stream_id: 's' }).toSorted());
      return metric?.values.find(
        (sample) => JSON.stringify(Object.entries(sample.labels).toSorted()) === wanted,
      )?.value;
    },
  };
}
