import type { WorkerStatus } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { WorkerConfig } from '../config.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { WorkerMetrics } from '../metrics/worker-metrics.ts';
import { WorkerRunner } from '../worker/worker-runner.ts';

/** The series of a stream go away this long after it ended (protocol §3). */
const FORGET_AFTER_MS = 5 * 60_000;

interface StreamEntry {
  runner: WorkerRunner;
  readonly metrics: StreamMetrics;
  forgetTimer: NodeJS.Timeout | undefined;
}

/** Which streams there are, and their workers. The hooks speak to it. */
export class StreamRegistry {
  readonly #config: WorkerConfig;
  readonly #metrics: WorkerMetrics;
  readonly #log: Logger;
  readonly #streams = new Map<string, StreamEntry>();
  /** Recordings whose worker has not been started yet. */
  readonly #recordings = new Map<string, string>();

  constructor(config: WorkerConfig, metrics: WorkerMetrics, log: Logger) {
    this.#config = config;
    this.#metrics = metrics;
    this.#log = log;
  }

  /**
   * A publisher has come. Does nothing when a worker is at it already; starts another when the last one failed
   * or is airing the rest of an earlier publisher.
   */
  ready(streamId: string): { readonly correlationId: string; readonly started: boolean } {
    const present = this.#streams.get(streamId);
    if (present?.runner.isLive) return { correlationId: present.runner.correlationId, started: false };

    const metrics = present?.metrics ?? this.#metrics.forStream(streamId);
    const runner = new WorkerRunner({ streamId, config: this.#config, metrics, log: this.#log });
    const entry = present ?? { runner, metrics, forgetTimer: undefined };
    clearTimeout(entry.forgetTimer);
    // Two workers must not publish to one output.
    const ended = runner.run(present?.runner.run());
    entry.runner = runner;
    this.#streams.set(streamId, entry);
    void ended.then(() => this.#scheduleForgetting(streamId, entry, runner));

    const recording = this.#recordings.get(streamId);
    if (recording !== undefined) {
      this.#recordings.delete(streamId);
      runner.recording.created(recording);
    }
    return { correlationId: runner.correlationId, started: true };
  }

  /** The publisher has gone. @returns whether a worker was at it */
  notReady(streamId: string): boolean {
    const runner = this.#streams.get(streamId)?.runner;
    if (runner?.isLive !== true) return false;
    runner.publisherGone();
    return true;
  }

  /** MediaMTX records the stream into `path`. May come before {@link ready}. */
  recordingCreated(streamId: string, path: string): void {
    const runner = this.#streams.get(streamId)?.runner;
    if (runner?.isLive === true && runner.recording.path === undefined) runner.recording.created(path);
    else this.#recordings.set(streamId, path);
  }

  recordingCompleted(streamId: string, path: string): void {
    const runner = this.#streams.get(streamId)?.runner;
    if (runner?.recording.path === path) runner.recording.completed();
    if (this.#recordings.get(streamId) === path) this.#recordings.delete(streamId);
  }

  list(): WorkerStatus[] {
    return [...this.#streams.values()].map(({ runner }) => runner.status());
  }

  status(streamId: string): WorkerStatus | undefined {
    return this.#streams.get(streamId)?.runner.status();
  }

  /** Ends every worker; resolves when nothing of them is left. */
  async stop(reason: string): Promise<void> {
    for (const entry of this.#streams.values()) clearTimeout(entry.forgetTimer);
    await Promise.all([...this.#streams.values()].map(({ runner }) => runner.stop(reason)));
  }

  #scheduleForgetting(streamId: string, entry: StreamEntry, runner: WorkerRunner): void {
    if (entry.runner !== runner) return;
    entry.forgetTimer = setTimeout(() => {
      this.#streams.delete(streamId);
      entry.metrics
        .remove()
        .catch((error: unknown) => this.#log.error({ err: error }, 'could not remove series'));
    }, FORGET_AFTER_MS);
    entry.forgetTimer.unref();
  }
}
