import { Semaphore } from '../../../lib/semaphore.ts';
import type { TaskGroup } from '../../runtime/task-group.ts';
import type { WorkerConfig } from '../config.ts';
import type { Dubber } from '../dubbing/dubber.ts';
import type { Segment } from '../dubbing/segmenter.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { DubbedOutput } from '../output/dubbed-output.ts';

export interface AirInOrderOptions {
  readonly config: Pick<WorkerConfig, 'segmentS' | 'stsTimeoutMs'>;
  readonly metrics: Pick<StreamMetrics, 'segment'>;
  readonly dubber: Pick<Dubber, 'dub'>;
  readonly output: Pick<DubbedOutput, 'air'>;
  /** Every dub and every window is a task: none outlives the stream, and a failure is noticed at once. */
  readonly tasks: TaskGroup;
}

/**
 * Dubs segments side by side and airs them one after the other. No more are taken than can be on their way: the
 * recording holds the rest, and ingest waits. Resolves when the last one has been handed to the output.
 */
export async function airInOrder(
  segments: AsyncIterable<Segment>,
  options: AirInOrderOptions,
): Promise<void> {
  const { config, metrics, dubber, output, tasks } = options;
  // As many as are cut while one waits for its answer, and one more: no window waits for another's timeout.
  const room = new Semaphore(Math.ceil(config.stsTimeoutMs / 1000 / config.segmentS) + 1);
  let aired = Promise.resolve();
  for await (const segment of segments) {
    await room.acquire(tasks.signal);
    if (segment.dubbable) metrics.segment('audio');
    const window = dubber.dub(segment);
    tasks.add(window);
    aired = aired.then(async () => {
      await output.air(await window);
      room.release();
    });
    tasks.add(aired);
  }
  await aired;
}
