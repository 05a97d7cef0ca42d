import { confinePath } from '../../../lib/confine-path.ts';
import type { WorkerStatus } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { WorkerConfig } from '../config.ts';
import type { StreamMetrics, WorkerMetrics } from '../metrics/stream-metrics.ts';
import { liveRecordings } from '../state/live-recordings.ts';
import type { StateFolder } from '../state/state-folder.ts';
import type { StreamState } from '../state/stream-state.ts';
import { Worker, type WorkerOptions } from '../worker/worker.ts';

/** The metrics of a stream are removed this long after it ended (docs/protocol.md §3). */
const REMOVE_AFTER_MS = 5 * 60_000;

/** Recordings whose `ready` hook has not been received; it normally arrives within a second. */
const MAX_UNCLAIMED = 1000;

/** The service is shutting down and accepts no new stream. */
export class ServiceEndingError extends Error {
  override readonly name = 'ServiceEndingError';
  readonly code = 'SERVICE_ENDING';
  readonly statusCode = 503;

  constructor() {
    super('media-service is shutting down and starts no new worker');
  }
}

type ExistingStream = NonNullable<WorkerOptions['existing']>;

interface StreamEntry {
  /** The worker of the latest publisher. */
  readonly worker: Worker;
  readonly metrics: StreamMetrics;
  removeTimer: NodeJS.Timeout | undefined;
}

/** The streams of this service and their workers. Hooks report publishers and recordings to it. */
export class StreamRegistry {
  readonly #config: WorkerConfig;
  readonly #metrics: WorkerMetrics;
  readonly #states: StateFolder;
  readonly #log: Logger;
  readonly #streams = new Map<string, StreamEntry>();
  /** Workers that have not ended. A stream may have one that is still airing and another that waits for it. */
  readonly #active = new Set<Worker>();
  /** Recordings without a worker yet, by stream. */
  readonly #unclaimedRecordings = new Map<string, string>();
  #ending = false;

  constructor(config: WorkerConfig, metrics: WorkerMetrics, states: StateFolder, log: Logger) {
    this.#states = states;
    this.#config = config;
    this.#metrics = metrics;
    this.#log = log;
  }

  /** Whether workers read recordings, not RTMP. */
  get readsRecordings(): boolean {
    return this.#config.ingest === 'recording';
  }

  /**
   * Handles the arrival of a publisher. Does nothing when its stream is already being processed. A stream whose
   * publisher left within the grace period continues; one that has ended, has failed or is draining gets a new worker.
   *
   * @param sourceId MediaMTX's id of the publisher's connection
   * @throws {ServiceEndingError}
   */
  ready(streamId: string, sourceId: string): { readonly correlationId: string; readonly started: boolean } {
    if (this.#ending) throw new ServiceEndingError();
    const present = this.#streams.get(streamId);
    if (present !== undefined) {
      const { worker } = present;
      const { correlationId } = worker;
      if (worker.isLive && worker.sourceId === sourceId) return { correlationId, started: false };
      // A path has one publisher at a time: the not-ready hook of the previous one is late.
      if (worker.isLive) worker.publisherLeft();
      if (worker.acceptsPublisher) {
        worker.publisherArrived(sourceId);
        return { correlationId, started: false };
      }
    }

    const worker = this.#start(streamId, sourceId);
    const recording = this.#unclaimedRecordings.get(streamId);
    this.#unclaimedRecordings.delete(streamId);
    if (recording !== undefined) worker.sources.created(recording);
    return { correlationId: worker.correlationId, started: true };
  }

  /**
   * Resumes the streams of a killed process that are still live. A stream whose recording cannot be read is logged and
   * skipped; its state is kept for the next start.
   *
   * @param recordingsFolder the folder that must contain their recordings
   * @throws {StateFolderError} when the states cannot be read
   */
  async resume(recordingsFolder: string): Promise<void> {
    for (const state of await this.#states.load()) {
      try {
        await this.#resumeStream(state, recordingsFolder);
      } catch (error) {
        this.#log.error({ err: error, streamId: state.streamId }, 'not resuming: cannot read the recording');
      }
    }
  }

  async #resumeStream({ streamId, sourceId, point }: StreamState, recordingsFolder: string): Promise<void> {
    const file = await confinePath(point.recording, recordingsFolder);
    const recordings = file === undefined ? [] : await liveRecordings(file);
    if (recordings.length > 0) {
      this.#start(streamId, sourceId, { point, recordings });
      return;
    }
    const message = 'not resuming: the stream is no longer live; its unaired remainder is discarded';
    this.#log.warn({ streamId, point }, message);
    this.#states.remove(streamId);
  }

  /**
   * Handles a live stream whose hooks may have been called before this service was up.
   *
   * @param recordings its growing recordings; the worker starts with the first
   */
  liveStreamFound(streamId: string, sourceId: string, recordings: readonly string[]): void {
    if (this.#ending) return;
    if (this.#streams.has(streamId)) this.ready(streamId, sourceId);
    else this.#start(streamId, sourceId, { recordings });
  }

  /** Handles the departure of a publisher. @returns whether its stream was being processed */
  notReady(streamId: string, sourceId: string): boolean {
    const worker = this.#streams.get(streamId)?.worker;
    if (worker?.sourceId !== sourceId) return false;
    const wasLive = worker.isLive;
    worker.publisherLeft();
    return wasLive;
  }

  /** MediaMTX has started to record the stream to `path`. May be called before {@link ready}. */
  recordingCreated(streamId: string, path: string): void {
    const worker = this.#streams.get(streamId)?.worker;
    if (worker !== undefined && this.#active.has(worker) && worker.sources.acceptsRecording) {
      worker.sources.created(path);
    } else this.#keepUnclaimed(streamId, path);
  }

  /** MediaMTX has finished the recording `path`. */
  recordingCompleted(streamId: string, path: string): void {
    for (const worker of this.#active) worker.sources.completed(path);
    if (this.#unclaimedRecordings.get(streamId) === path) this.#unclaimedRecordings.delete(streamId);
  }

  list(): WorkerStatus[] {
    return [...this.#streams.values()].map(({ worker }) => worker.status());
  }

  status(streamId: string): WorkerStatus | undefined {
    return this.#streams.get(streamId)?.worker.status();
  }

  /** The reasons why streams are not being dubbed at present, one line per stream. */
  problems(): string[] {
    return [...this.#streams].flatMap(([streamId, { worker }]) =>
      worker.problem === undefined ? [] : `stream ${streamId}: ${worker.problem}`,
    );
  }

  /** Stops every worker and starts no new one; resolves when all have ended. */
  async stop(reason: string): Promise<void> {
    this.#ending = true;
    for (const { removeTimer } of this.#streams.values()) clearTimeout(removeTimer);
    await Promise.all([...this.#active].map((worker) => worker.stop(reason)));
  }

  #keepUnclaimed(streamId: string, path: string): void {
    this.#unclaimedRecordings.delete(streamId);
    this.#unclaimedRecordings.set(streamId, path);
    const [oldest] = this.#unclaimedRecordings.keys();
    if (this.#unclaimedRecordings.size > MAX_UNCLAIMED && oldest !== undefined)
      this.#unclaimedRecordings.delete(oldest);
  }

  #start(streamId: string, sourceId: string, existing?: ExistingStream): Worker {
    const present = this.#streams.get(streamId);
    clearTimeout(present?.removeTimer);
    const metrics = present?.metrics ?? this.#metrics.forStream(streamId);
    const worker = new Worker({
      streamId,
      sourceId,
      config: this.#config,
      metrics,
      log: this.#log,
      states: this.#states,
      existing,
      // Two workers must not publish to one output.
      after: present?.worker.ended ?? Promise.resolve(),
    });
    const entry: StreamEntry = { worker, metrics, removeTimer: undefined };
    this.#streams.set(streamId, entry);
    this.#active.add(worker);
    void worker.ended.then(() => this.#ended(entry));
    return worker;
  }

  #ended(entry: StreamEntry): void {
    const { streamId } = entry.worker;
    this.#active.delete(entry.worker);
    if (this.#ending || this.#streams.get(streamId) !== entry) return;
    entry.removeTimer = setTimeout(() => {
      this.#streams.delete(streamId);
      entry.metrics
        .remove()
        .catch((error: unknown) =>
          this.#log.error({ err: error }, 'cannot remove the metrics of an ended stream'),
        );
    }, REMOVE_AFTER_MS);
    entry.removeTimer.unref();
  }
}
