import { randomUUID } from 'node:crypto';
import { pathOf } from '../../contracts/stream-id.ts';
import type { WorkerState, WorkerStatus } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { WorkerConfig } from '../config.ts';
import { Ledger } from '../dubbing/ledger.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { OutputProgress } from '../output/dubbed-output.ts';
import { StsLink } from '../sts/sts-link.ts';
import { dubStream } from './dub-stream.ts';
import { RecordingAnnouncement } from './recording-announcement.ts';
import { sessionRequest } from './session-request.ts';

export interface WorkerOptions {
  readonly streamId: string;
  /** MediaMTX's id of the publisher's connection. */
  readonly sourceId: string;
  readonly config: WorkerConfig;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
  /** Starts once this has resolved. */
  readonly after: Promise<void>;
}

/** Dubs one stream, from its publisher's arrival until everything that was sent in has been aired. */
export class WorkerRunner {
  readonly streamId: string;
  readonly sourceId: string;
  readonly correlationId = randomUUID();
  /** Where the dubbed stream is published. */
  readonly outputUrl: string;
  /** What the hooks tell about the stream's recording. */
  readonly recording = new RecordingAnnouncement();
  /** Resolves when the stream is over, dubbed or failed, and nothing of it is left. Never rejects. */
  readonly ended: Promise<void>;
  readonly #config: WorkerConfig;
  readonly #metrics: StreamMetrics;
  readonly #log: Logger;
  readonly #ledger: Ledger;
  readonly #link: StsLink;
  readonly #stopping = new AbortController();
  readonly #startedAt = new Date();
  #endedAt: Date | undefined;
  #state: WorkerState = 'starting';
  #publisherIsThere = true;
  #output: OutputProgress = {
    airedS: 0,
    stalledS: 0,
    publications: 0,
    onAir: false,
    avSyncDeltaMs: undefined,
  };
  /** Its connection was refused or has broken off, and is not there again. */
  #isOutputLost = false;
  #lastError: WorkerStatus['lastError'];

  /** Starts at once. */
  constructor({ streamId, sourceId, config, metrics, log, after }: WorkerOptions) {
    this.streamId = streamId;
    this.sourceId = sourceId;
    this.outputUrl = `${config.rtmpUrl}/${pathOf(streamId, 'out')}`;
    this.#config = config;
    this.#metrics = metrics;
    this.#log = log.child({ streamId, correlationId: this.correlationId });
    this.#ledger = new Ledger(metrics);
    this.#link = new StsLink({
      endpoint: { url: config.stsUrl, authToken: config.stsAuthToken },
      request: sessionRequest(streamId, `worker-${this.correlationId}`, config),
      breakerOpenMs: config.breakerOpenMs,
      metrics,
      log: this.#log,
    });
    this.ended = after.then(() => this.#run());
  }

  /** Whether it still takes what its publisher sends. */
  get isLive(): boolean {
    return this.#state === 'starting' || this.#state === 'running';
  }

  /** Why a stream that should be dubbed is not, at present; `undefined` when all is as it should be. */
  get trouble(): string | undefined {
    const last = this.#lastError === undefined ? '' : ` (${this.#lastError.message})`;
    if (this.#state === 'starting') return `its worker is starting${last}`;
    if (this.#state === 'failed' && this.#publisherIsThere) return `its worker has failed${last}`;
    const isDubbing = this.#state === 'running' || this.#state === 'draining';
    if (isDubbing && this.#isOutputLost) return `its output is off the air${last}`;
    if (!isDubbing || this.#link.trouble === undefined) return undefined;
    return `its worker ${this.#link.trouble}${last}`;
  }

  /** The publisher is gone: what it sent is still dubbed and aired. */
  publisherGone(): void {
    this.#publisherIsThere = false;
    if (!this.isLive) return;
    this.#state = 'draining';
    this.recording.publisherGone();
  }

  /** Ends it now, whatever has not been aired is lost. Resolves when nothing of it is left. */
  async stop(reason: string): Promise<void> {
    this.#stopping.abort(new Error(reason));
    await this.ended;
  }

  status(): WorkerStatus {
    const { avSyncDeltaMs, ...output } = this.#output;
    return {
      streamId: this.streamId,
      state: this.#state,
      startedAt: this.#startedAt.toISOString(),
      ...(this.#endedAt === undefined ? {} : { endedAt: this.#endedAt.toISOString() }),
      sts: this.#link.status(),
      ledger: this.#ledger.snapshot(),
      output: { ...output, url: this.outputUrl },
      ...(avSyncDeltaMs === undefined ? {} : { avSyncDeltaMs }),
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
    };
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    this.#metrics.workerStarts();
    this.#log.info('worker starts');
    const linkEnds = new AbortController();
    const linked = this.#link.keepOpen(AbortSignal.any([signal, linkEnds.signal]), (error) =>
      this.#note(error),
    );
    try {
      await dubStream({
        config: this.#config,
        recording: this.recording,
        outputUrl: this.outputUrl,
        link: this.#link,
        ledger: this.#ledger,
        metrics: this.#metrics,
        log: this.#log,
        signal,
        onRunning: () => {
          if (this.#state === 'starting') this.#state = 'running';
        },
        onFailure: (failure) => this.#note(failure),
        onOutputLost: (lost) => {
          this.#isOutputLost = true;
          this.#note(lost);
        },
        onOutput: (progress) => {
          this.#output = progress;
          if (progress.onAir) this.#isOutputLost = false;
        },
      });
      this.#state = 'ended';
    } catch (error) {
      this.#state = signal.aborted ? 'ended' : 'failed';
      if (!signal.aborted) {
        this.#note(error);
        this.#log.error({ err: error }, 'the stream cannot be dubbed any further');
      }
    }
    linkEnds.abort();
    await linked;
    this.recording.completed();
    this.#endedAt = new Date();
    const pipelines = this.#state === 'failed' ? 'failed' : 'stopped';
    this.#metrics.pipeline('input', pipelines);
    this.#metrics.pipeline('output', pipelines);
    this.#log.info({ state: this.#state, ledger: this.#ledger.totals() }, 'worker ends');
  }

  #note(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    this.#lastError = { at: new Date().toISOString(), code, message };
    this.#metrics.error(code.toLowerCase());
  }
}
