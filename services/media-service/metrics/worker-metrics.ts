import { Registry } from 'prom-client';
import { createInstruments } from './instruments.ts';
import { StreamMetrics } from './stream-metrics.ts';

/** The metrics of every worker in this process. */
export class WorkerMetrics {
  readonly registry = new Registry();
  readonly #instruments = createInstruments(this.registry);

  /** The series of one stream, at 0 from now on. */
  forStream(streamId: string): StreamMetrics {
    return new StreamMetrics(this.#instruments, streamId);
  }
}
