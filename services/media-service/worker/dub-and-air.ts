import { Semaphore } from '../../../lib/semaphore.ts';
import type { TaskGroup } from '../../runtime/task-group.ts';
import type { WorkerConfig } from '../config.ts';
import type { Dubber } from '../dubbing/dubber.ts';
import type { Segment } from '../dubbing/segmenter.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { ReconnectingOutput } from '../output/reconnecting-output.ts';

export interface DubAndAirOptions {
  readonly config: Pick<WorkerConfig, 'segmentS' | 'stsTimeoutMs'>;
  readonly metrics: Pick<StreamMetrics, 'segment'>;
  readonly dubber: Pick<Dubber, 'dub'>;
  readonly output: Pick<ReconnectingOutput, 'air'>;
  /** Tracks each dub and each airing, so that none outlives the stream and a failure ends it at once. */
  readonly tasks: TaskGroup;
}

/**
 * Dubs segments concurrently and airs them in order. The number of segments in progress is bounded: ingest waits,
 * and the rest stays in the recording. Resolves when the output has accepted the last segment.
 */
export async function dubAndAir(segments: AsyncIterable<Segment>, options: DubAndAirOptions): Promise<void> {
  const { config, metrics, dubber, output, tasks } = options;
  // The segments that are cut during one timeout, plus one: no segment waits for the timeout of another.
  const places = new Semaphore(Math.ceil(config.stsTimeoutMs / 1000 / config.segmentS) + 1);
  let aired = Promise.resolve();
  for await (const segment of segments) {
    await places.acquire(tasks.signal);
    if (segment.dubbable) metrics.segment('audio');
    const dubbed = dubber.dub(segment);
    tasks.add(dubbed);
    aired = aired.then(async () => {
      await output.air(await dubbed);
      places.release();
    });
    tasks.add(aired);
  }
  await aired;
}
