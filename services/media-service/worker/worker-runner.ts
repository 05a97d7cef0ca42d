import { randomUUID } from 'node:crypto';
import { pathOf } from '../../contracts/stream-id.ts';
import type { WorkerStatus } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { WorkerConfig } from '../config.ts';
import { Ledger } from '../dubbing/ledger.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { StateFolder } from '../state/state-folder.ts';
import { StsLink } from '../sts/sts-link.ts';
import { dubStream } from './dub-stream.ts';
import type { RecordingQueue } from './recording-queue.ts';
import type { ResumePoint } from './resume-points.ts';
import { sessionRequest } from './session-request.ts';
import { StreamFeeds } from './stream-feeds.ts';
import { StreamJournal } from './stream-journal.ts';

export interface WorkerOptions {
  readonly streamId: string;
  /** MediaMTX's id of the publisher's connection. */
  readonly sourceId: string;
  readonly config: WorkerConfig;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
  /** Keeps what a worker after this one needs to go on, should this one be killed. */
  readonly states: StateFolder;
  /**
   * Of a stream that was live before this process: what it is recorded into, and where a worker before this one came
   * to, if there was one. `undefined` for a stream that begins.
   */
  readonly found: { readonly recordings: readonly string[]; readonly point?: ResumePoint } | undefined;
  /** Starts once this has resolved. */
  readonly after: Promise<void>;
}

/** Dubs one stream, from its publisher's arrival until everything that was sent in has been aired. */
export class WorkerRunner {
  readonly streamId: string;
  readonly correlationId = randomUUID();
  /** Resolves when the stream is over, dubbed or failed, and nothing of it is left. Never rejects. */
  readonly ended: Promise<void>;
  readonly #config: WorkerConfig;
  readonly #states: StateFolder;
  readonly #resume: ResumePoint | undefined;
  readonly #metrics: StreamMetrics;
  readonly #log: Logger;
  readonly #ledger: Ledger;
  readonly #link: StsLink;
  readonly #journal: StreamJournal;
  readonly #feeds: StreamFeeds;
  readonly #outputUrl: string;
  readonly #stopping = new AbortController();
  #sourceId: string;
  #publisherIsThere = true;

  /** Starts at once. */
  constructor({ streamId, sourceId, config, metrics, log, states, found, after }: WorkerOptions) {
    this.streamId = streamId;
    this.#sourceId = sourceId;
    this.#config = config;
    this.#states = states;
    this.#resume = found?.point;
    this.#metrics = metrics;
    this.#log = log.child({ streamId, correlationId: this.correlationId });
    this.#ledger = new Ledger(metrics);
    this.#outputUrl = `${config.rtmpUrl}/${pathOf(streamId, 'out')}`;
    const journal = new StreamJournal({
      ...{ streamId, metrics, log: this.#log },
      ingest: config.ingest,
      outputUrl: this.#outputUrl,
    });
    this.#journal = journal;
    this.#feeds = new StreamFeeds({
      ...{ streamId, config, log: this.#log },
      found: found?.recordings ?? [],
      signal: this.#stopping.signal,
      onHeadLost: (lostS) => journal.headLost(lostS),
      onError: (error) => journal.error(error),
    });
    this.#link = new StsLink({
      endpoint: { url: config.stsUrl, authToken: config.stsAuthToken },
      request: sessionRequest(streamId, `worker-${this.correlationId}`, config),
      breakerOpenMs: config.breakerOpenMs,
      metrics,
      log: this.#log,
    });
    this.ended = after.then(() => this.#run());
  }

  /** What the hooks tell about the stream's recordings. */
  get recordings(): RecordingQueue {
    return this.#feeds.queue;
  }

  /** Whether it still takes what its publisher sends. */
  get isLive(): boolean {
    return this.#journal.state === 'starting' || this.#journal.state === 'running';
  }

  /** The publisher that came last: MediaMTX's id of its connection. */
  get sourceId(): string {
    return this.#sourceId;
  }

  /** Whether the stream goes on with the next publisher. */
  get takesPublisher(): boolean {
    return !this.#journal.hasEnded && !this.#stopping.signal.aborted && this.recordings.isOpen;
  }

  /** Why a stream that should be dubbed is not, at present; `undefined` when all is as it should be. */
  get trouble(): string | undefined {
    return this.#journal.trouble(this.#publisherIsThere, this.#link.trouble);
  }

  /** The publisher is gone: what it sent is still dubbed and aired, and for a while it may come back. */
  publisherGone(): void {
    this.#publisherIsThere = false;
    this.#feeds.publisherGone();
    if (this.isLive) this.#journal.state = 'draining';
  }

  /** The publisher is back, or another one has come: the stream goes on. */
  publisherCame(sourceId: string): void {
    this.#sourceId = sourceId;
    this.#publisherIsThere = true;
    if (this.#journal.state === 'draining') this.#journal.state = 'running';
    this.#feeds.publisherCame();
    const { publishers } = this.recordings;
    this.#log.info({ sourceId, publishers }, 'the stream goes on with another publisher');
  }

  /** Ends it now, whatever has not been aired is lost. Resolves when nothing of it is left. */
  async stop(reason: string): Promise<void> {
    this.#stopping.abort(new Error(reason));
    await this.ended;
  }

  status(): WorkerStatus {
    const { index: sequence, startS } = this.#resume ?? {};
    return {
      ...this.#journal.status(),
      sts: this.#link.status(),
      ledger: this.#ledger.snapshot(),
      publishers: this.recordings.publishers,
      ...(sequence === undefined || startS === undefined ? {} : { resumed: { sequence, startS } }),
    };
  }

  async #run(): Promise<void> {
    this.#metrics.workerStarts();
    this.#log.info({ resume: this.#resume }, 'worker starts');
    const linkEnds = new AbortController();
    const linked = this.#link.keepOpen(AbortSignal.any([this.#stopping.signal, linkEnds.signal]), (error) =>
      this.#journal.error(error),
    );
    await this.#dub();
    linkEnds.abort();
    await linked;
    this.#feeds.close();
    // A service that ends leaves its streams to the one that is started after it.
    if (!this.#stopping.signal.aborted) this.#states.remove(this.streamId);
    await this.#states.written();
    this.#journal.ends();
    this.#log.info({ state: this.#journal.state, ledger: this.#ledger.totals() }, 'worker ends');
  }

  async #dub(): Promise<void> {
    const { signal } = this.#stopping;
    const journal = this.#journal;
    try {
      await dubStream({
        config: this.#config,
        recordings: this.recordings,
        outputUrl: this.#outputUrl,
        link: this.#link,
        ledger: this.#ledger,
        metrics: this.#metrics,
        log: this.#log,
        signal,
        resume: this.#resume,
        onResumePoint: (point) => this.#keep(point),
        onSource: (source) => journal.source(source),
        onSourceGap: (lostS) => journal.sourceGap(lostS),
        onInput: (isRunning) => journal.input(isRunning),
        onFailure: (failure) => journal.error(failure),
        onOutput: (progress) => journal.output(progress),
        onOutputLost: (lost) => journal.outputLost(lost),
      });
      journal.state = 'ended';
    } catch (error) {
      journal.state = signal.aborted ? 'ended' : 'failed';
      if (signal.aborted) return;
      journal.error(error);
      this.#log.error({ err: error }, 'the stream cannot be dubbed any further');
    }
  }

  #keep(point: ResumePoint): void {
    if (!this.#feeds.areKept) return;
    this.#states.save({ version: 1, streamId: this.streamId, sourceId: this.#sourceId, point });
  }
}
