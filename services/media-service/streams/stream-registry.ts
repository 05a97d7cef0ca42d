import type { WorkerStatus } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { WorkerConfig } from '../config.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { WorkerMetrics } from '../metrics/worker-metrics.ts';
import { WorkerRunner } from '../worker/worker-runner.ts';

/** The series of a stream go away this long after it ended (protocol §3). */
const FORGET_AFTER_MS = 5 * 60_000;

/** Recordings that wait for their publisher's hook, which comes within a second if it comes at all. */
const MAX_UNCLAIMED = 1000;

/** The service is ending and takes no other stream. */
export class ServiceEndingError extends Error {
  override readonly name = 'ServiceEndingError';
  readonly code = 'SERVICE_ENDING';
  readonly statusCode = 503;

  constructor() {
    super('media-service is ending and starts no other worker');
  }
}

interface StreamEntry {
  /** The worker of the publisher that came last. */
  readonly runner: WorkerRunner;
  readonly metrics: StreamMetrics;
  forgetTimer: NodeJS.Timeout | undefined;
}

/** Which streams there are, and their workers. The hooks speak to it. */
export class StreamRegistry {
  readonly #config: WorkerConfig;
  readonly #metrics: WorkerMetrics;
  readonly #log: Logger;
  readonly #streams = new Map<string, StreamEntry>();
  /** Every worker that has not ended: a stream may have one that airs and others that wait for it. */
  readonly #active = new Set<WorkerRunner>();
  /** Recordings whose worker has not been started yet, by stream. */
  readonly #recordings = new Map<string, string>();
  #ending = false;

  constructor(config: WorkerConfig, metrics: WorkerMetrics, log: Logger) {
    this.#config = config;
    this.#metrics = metrics;
    this.#log = log;
  }

  /**
   * A publisher has come. Does nothing when a worker is at it already; starts another when the last one failed
   * or is airing the rest of an earlier publisher.
   *
   * @param sourceId MediaMTX's id of the publisher's connection
   * @throws {ServiceEndingError}
   */
  ready(streamId: string, sourceId: string): { readonly correlationId: string; readonly started: boolean } {
    if (this.#ending) throw new ServiceEndingError();
    const present = this.#streams.get(streamId);
    if (present?.runner.isLive) {
      const { correlationId } = present.runner;
      if (present.runner.sourceId === sourceId) return { correlationId, started: false };
      // A path has one publisher at a time: the hook that tells of the other's end is late.
      present.runner.publisherGone();
    }

    clearTimeout(present?.forgetTimer);
    const metrics = present?.metrics ?? this.#metrics.forStream(streamId);
    const runner = new WorkerRunner({
      streamId,
      sourceId,
      config: this.#config,
      metrics,
      log: this.#log,
      // Two workers must not publish to one output.
      after: present?.runner.ended ?? Promise.resolve(),
    });
    const entry: StreamEntry = { runner, metrics, forgetTimer: undefined };
    this.#streams.set(streamId, entry);
    this.#active.add(runner);
    void runner.ended.then(() => this.#ended(entry));

    const recording = this.#recordings.get(streamId);
    this.#recordings.delete(streamId);
    if (recording !== undefined) runner.recording.created(recording);
    return { correlationId: runner.correlationId, started: true };
  }

  /** A publisher has gone. @returns whether a worker was at it */
  notReady(streamId: string, sourceId: string): boolean {
    const runner = this.#streams.get(streamId)?.runner;
    if (runner?.sourceId !== sourceId) return false;
    const wasLive = runner.isLive;
    runner.publisherGone();
    return wasLive;
  }

  /** MediaMTX records the stream into `path`. May come before {@link ready}. */
  recordingCreated(streamId: string, path: string): void {
    const runner = this.#streams.get(streamId)?.runner;
    const isWaitedFor =
      runner !== undefined && this.#active.has(runner) && runner.recording.path === undefined;
    if (isWaitedFor) runner.recording.created(path);
    else this.#keep(streamId, path);
  }

  /** MediaMTX has written the last of `path`. */
  recordingCompleted(streamId: string, path: string): void {
    for (const runner of this.#active) if (runner.recording.path === path) runner.recording.completed();
    if (this.#recordings.get(streamId) === path) this.#recordings.delete(streamId);
  }

  list(): WorkerStatus[] {
    return [...this.#streams.values()].map(({ runner }) => runner.status());
  }

  status(streamId: string): WorkerStatus | undefined {
    return this.#streams.get(streamId)?.runner.status();
  }

  /** Why streams that should be dubbed are not, at present: a line for each. */
  troubles(): string[] {
    return [...this.#streams].flatMap(([streamId, { runner }]) =>
      runner.trouble === undefined ? [] : `stream ${streamId}: ${runner.trouble}`,
    );
  }

  /** Ends every worker and starts no other; resolves when nothing of them is left. */
  async stop(reason: string): Promise<void> {
    this.#ending = true;
    for (const { forgetTimer } of this.#streams.values()) clearTimeout(forgetTimer);
    await Promise.all([...this.#active].map((runner) => runner.stop(reason)));
  }

  #keep(streamId: string, path: string): void {
    this.#recordings.delete(streamId);
    this.#recordings.set(streamId, path);
    const [oldest] = this.#recordings.keys();
    if (this.#recordings.size > MAX_UNCLAIMED && oldest !== undefined) this.#recordings.delete(oldest);
  }

  #ended(entry: StreamEntry): void {
    const { streamId } = entry.runner;
    this.#active.delete(entry.runner);
    if (this.#ending || this.#streams.get(streamId) !== entry) return;
    entry.forgetTimer = setTimeout(() => {
      this.#streams.delete(streamId);
      entry.metrics
        .remove()
        .catch((error: unknown) => this.#log.error({ err: error }, 'could not remove series'));
    }, FORGET_AFTER_MS);
    entry.forgetTimer.unref();
  }
}
