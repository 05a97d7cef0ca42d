import { randomUUID } from 'node:crypto';
import { redactUrls } from '../../../lib/redact-url.ts';
import { pathOf } from '../../contracts/stream-id.ts';
import type { WorkerStatus } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { WorkerConfig } from '../config.ts';
import { Ledger } from '../dubbing/ledger.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { StateFolder } from '../state/state-folder.ts';
import type { StsSessionRequest } from '../sts/sts-handshake.ts';
import { StsLink } from '../sts/sts-link.ts';
import { dubStream, FRAGMENT_FORMAT } from './dub-stream.ts';
import type { ResumePoint } from './resume-points.ts';
import type { SourceQueue } from './source-queue.ts';
import { rtmpPathUrl, StreamFeeds } from './stream-feeds.ts';
import { StreamStatus } from './stream-status.ts';

export interface WorkerOptions {
  readonly streamId: string;
  /** The id that MediaMTX gave the publisher's connection. */
  readonly sourceId: string;
  readonly config: WorkerConfig;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
  /** Stores the point to resume from after a kill. */
  readonly states: StateFolder;
  /**
   * For a stream that was live before this process: its recordings, and the point where an earlier worker stopped, if
   * any. `undefined` for a new stream.
   */
  readonly existing: { readonly recordings: readonly string[]; readonly point?: ResumePoint } | undefined;
  /** The worker starts when this has resolved. */
  readonly after: Promise<void>;
}

/** The worker of one stream, from the arrival of its publisher until everything received has been aired. */
export class Worker {
  readonly streamId: string;
  readonly correlationId = randomUUID();
  /** Resolves when the stream has been dubbed or has failed, and all of its resources are released. Never rejects. */
  readonly ended: Promise<void>;
  readonly #config: WorkerConfig;
  readonly #states: StateFolder;
  readonly #resume: ResumePoint | undefined;
  readonly #metrics: StreamMetrics;
  readonly #log: Logger;
  readonly #ledger: Ledger;
  readonly #link: StsLink;
  readonly #status: StreamStatus;
  readonly #feeds: StreamFeeds;
  readonly #outputUrl: string;
  readonly #stopping = new AbortController();
  #sourceId: string;
  #hasPublisher = true;

  /** Starts the worker once `after` has resolved. */
  constructor({ streamId, sourceId, config, metrics, log, states, existing, after }: WorkerOptions) {
    this.streamId = streamId;
    this.#sourceId = sourceId;
    this.#config = config;
    this.#states = states;
    this.#resume = existing?.point;
    this.#metrics = metrics;
    this.#log = log.child({ streamId, correlationId: this.correlationId });
    this.#ledger = new Ledger(metrics);
    this.#outputUrl = rtmpPathUrl(config.rtmpUrl, pathOf(streamId, 'out'));
    const status = new StreamStatus({
      ...{ streamId, metrics, log: this.#log },
      ingest: config.ingest,
      outputUrl: redactUrls(this.#outputUrl),
    });
    this.#status = status;
    this.#feeds = new StreamFeeds({
      ...{ streamId, config, log: this.#log },
      existing: existing?.recordings ?? [],
      signal: this.#stopping.signal,
      onHeadLost: (lostS) => status.headLost(lostS),
      onError: (error) => status.error(error),
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

  /** The queue of the stream's sources, to which hooks add recordings. */
  get sources(): SourceQueue {
    return this.#feeds.queue;
  }

  /** Whether the worker still reads from its publisher. */
  get isLive(): boolean {
    return this.#status.state === 'starting' || this.#status.state === 'running';
  }

  /** The id that MediaMTX gave the connection of the latest publisher. */
  get sourceId(): string {
    return this.#sourceId;
  }

  /** Whether the stream would continue with a new publisher. */
  get acceptsPublisher(): boolean {
    return !this.#status.hasEnded && !this.#stopping.signal.aborted && this.sources.isOpen;
  }

  /** Why the stream is not being dubbed at present although it should be; `undefined` when it is. */
  get problem(): string | undefined {
    return this.#status.problem(this.#hasPublisher, this.#link.problem);
  }

  /** The publisher has left: its media is still dubbed and aired, and within the grace period it may return. */
  publisherLeft(): void {
    this.#hasPublisher = false;
    this.#feeds.publisherLeft();
    if (this.isLive) this.#status.state = 'draining';
  }

  /** The publisher has returned, or another one has arrived: the stream continues. */
  publisherArrived(sourceId: string): void {
    this.#sourceId = sourceId;
    this.#hasPublisher = true;
    if (this.#status.state === 'draining') this.#status.state = 'running';
    this.#feeds.publisherArrived();
    const { publishers } = this.sources;
    this.#log.info({ sourceId, publishers }, 'stream continues with a new publisher');
  }

  /** Stops the worker; media that has not been aired is discarded. Resolves when the worker has ended. */
  async stop(reason: string): Promise<void> {
    this.#stopping.abort(new Error(reason));
    await this.ended;
  }

  status(): WorkerStatus {
    const { index: sequence, startS } = this.#resume ?? {};
    return {
      ...this.#status.snapshot(),
      sts: this.#link.status(),
      ledger: this.#ledger.snapshot(),
      publishers: this.sources.publishers,
      ...(sequence === undefined || startS === undefined ? {} : { resumed: { sequence, startS } }),
    };
  }

  async #run(): Promise<void> {
    this.#metrics.workerStarts();
    this.#log.info({ resume: this.#resume }, 'worker started');
    const endLink = new AbortController();
    const linkClosed = this.#link.keepOpen(
      AbortSignal.any([this.#stopping.signal, endLink.signal]),
      (error) => this.#status.error(error),
    );
    await this.#dub();
    endLink.abort();
    await linkClosed;
    this.#feeds.close();
    // A service that is stopped keeps the states of its streams for the next start.
    if (!this.#stopping.signal.aborted) this.#states.remove(this.streamId);
    await this.#states.written();
    this.#status.end();
    this.#log.info({ state: this.#status.state, ledger: this.#ledger.totals() }, 'worker ended');
  }

  async #dub(): Promise<void> {
    const { signal } = this.#stopping;
    const status = this.#status;
    try {
      await dubStream({
        streamId: this.streamId,
        config: this.#config,
        sources: this.sources,
        outputUrl: this.#outputUrl,
        link: this.#link,
        ledger: this.#ledger,
        metrics: this.#metrics,
        log: this.#log,
        status,
        signal,
        resume: this.#resume,
        onResumePoint: (point) => this.#save(point),
      });
      status.state = 'ended';
    } catch (error) {
      status.state = signal.aborted ? 'ended' : 'failed';
      if (signal.aborted) return;
      status.error(error);
      this.#log.error({ err: error }, 'worker failed');
    }
  }

  #save(point: ResumePoint): void {
    if (!this.#feeds.isRepeatable) return;
    this.#states.save({ version: 1, streamId: this.streamId, sourceId: this.#sourceId, point });
  }
}

function sessionRequest(streamId: string, workerId: string, config: WorkerConfig): StsSessionRequest {
  return {
    streamId,
    workerId,
    maxInflight: config.maxInflight,
    timeoutMs: config.stsTimeoutMs,
    config: {
      source_language: config.sourceLanguage,
      target_language: config.targetLanguage,
      voice_profile: config.voiceProfile,
      chunk_duration_ms: Math.round(config.segmentS * 1000),
      sample_rate_hz: FRAGMENT_FORMAT.sampleRateHz,
      channels: FRAGMENT_FORMAT.channels,
      format: 'm4a',
      domain_hints: [...config.domainHints],
    },
  };
}
