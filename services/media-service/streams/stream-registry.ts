import { confinePath } from '../../../lib/confine-path.ts';
import type { WorkerStatus } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { WorkerConfig } from '../config.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { WorkerMetrics } from '../metrics/worker-metrics.ts';
import { liveRecordings } from '../state/live-recordings.ts';
import type { StateFolder } from '../state/state-folder.ts';
import { type WorkerOptions, WorkerRunner } from '../worker/worker-runner.ts';

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

type Found = NonNullable<WorkerOptions['found']>;

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
  readonly #states: StateFolder;
  readonly #log: Logger;
  readonly #streams = new Map<string, StreamEntry>();
  /** Every worker that has not ended: a stream may have one that airs and others that wait for it. */
  readonly #active = new Set<WorkerRunner>();
  /** Recordings whose worker has not been started yet, by stream. */
  readonly #recordings = new Map<string, string>();
  #ending = false;

  constructor(config: WorkerConfig, metrics: WorkerMetrics, states: StateFolder, log: Logger) {
    this.#states = states;
    this.#config = config;
    this.#metrics = metrics;
    this.#log = log;
  }

  /** Whether recordings are what workers read. */
  get readsRecordings(): boolean {
    return this.#config.ingest === 'recording';
  }

  /**
   * A publisher has come. Does nothing when a worker is at it already. A stream whose last publisher has gone a
   * moment ago goes on; one that has ended, has failed or airs its last gets another worker.
   *
   * @param sourceId MediaMTX's id of the publisher's connection
   * @throws {ServiceEndingError}
   */
  ready(streamId: string, sourceId: string): { readonly correlationId: string; readonly started: boolean } {
    if (this.#ending) throw new ServiceEndingError();
    const present = this.#streams.get(streamId);
    if (present !== undefined) {
      const { runner } = present;
      const { correlationId } = runner;
      if (runner.isLive && runner.sourceId === sourceId) return { correlationId, started: false };
      // A path has one publisher at a time: the hook that tells of the other's end is late.
      if (runner.isLive) runner.publisherGone();
      if (runner.takesPublisher) {
        runner.publisherCame(sourceId);
        return { correlationId, started: false };
      }
    }

    const runner = this.#start(streamId, sourceId);
    const recording = this.#recordings.get(streamId);
    this.#recordings.delete(streamId);
    if (recording !== undefined) runner.recordings.created(recording);
    return { correlationId: runner.correlationId, started: true };
  }

  /**
   * Goes on with the streams of a process that was killed, as far as they are live.
   *
   * @param recordingsFolder where their recordings must be
   */
  async resume(recordingsFolder: string): Promise<void> {
    for (const { streamId, sourceId, point } of await this.#states.load()) {
      const file = await confinePath(point.recording, recordingsFolder);
      const recordings = file === undefined ? [] : await liveRecordings(file);
      if (recordings.length > 0) {
        this.#start(streamId, sourceId, { point, recordings });
      } else {
        this.#log.warn({ streamId, point }, 'a stream of before is not live any more: its rest is not aired');
        this.#states.remove(streamId);
      }
    }
  }

  /**
   * A stream is live, whether or not its hooks have told: they may have been called before this service was there.
   *
   * @param recordings that grow; its worker begins with the first of them
   */
  found(streamId: string, sourceId: string, recordings: readonly string[]): void {
    if (this.#ending) return;
    if (this.#streams.has(streamId)) this.ready(streamId, sourceId);
    else this.#start(streamId, sourceId, { recordings });
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
    if (runner !== undefined && this.#active.has(runner) && runner.recordings.takesRecording) {
      runner.recordings.created(path);
    } else this.#keep(streamId, path);
  }

  /** MediaMTX has written the last of `path`. */
  recordingCompleted(streamId: string, path: string): void {
    for (const runner of this.#active) runner.recordings.completed(path);
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

  #start(streamId: string, sourceId: string, found?: Found): WorkerRunner {
    const present = this.#streams.get(streamId);
    clearTimeout(present?.forgetTimer);
    const metrics = present?.metrics ?? this.#metrics.forStream(streamId);
    const runner = new WorkerRunner({
      streamId,
      sourceId,
      config: this.#config,
      metrics,
      log: this.#log,
      states: this.#states,
      found,
      // Two workers must not publish to one output.
      after: present?.runner.ended ?? Promise.resolve(),
    });
    const entry: StreamEntry = { runner, metrics, forgetTimer: undefined };
    this.#streams.set(streamId, entry);
    this.#active.add(runner);
    void runner.ended.then(() => this.#ended(entry));
    return runner;
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
