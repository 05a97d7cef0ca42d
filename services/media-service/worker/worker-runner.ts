import { randomUUID } from 'node:crypto';
import { pathOf } from '../../contracts/stream-id.ts';
import type { WorkerState, WorkerStatus } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { WorkerConfig } from '../config.ts';
import { Ledger } from '../dubbing/ledger.ts';
import { NothingReadError, RtmpIngest } from '../ingest/rtmp-ingest.ts';
import { SourceGapError } from '../ingest/source-gap-error.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { NO_OUTPUT } from '../output/stream-output.ts';
import type { StateFolder } from '../state/state-folder.ts';
import { StsLink } from '../sts/sts-link.ts';
import { dubStream } from './dub-stream.ts';
import { RecordingQueue } from './recording-queue.ts';
import type { ResumePoint } from './resume-points.ts';
import { sessionRequest } from './session-request.ts';

/** What comes before a gap, by how the source is read. */
const GAP_AFTER: Readonly<Record<WorkerConfig['ingest'], string>> = {
  recording: 'MediaMTX began another recording of the same publisher, as it does when timestamps jump',
  rtmp: 'the connection to MediaMTX was opened anew, since timestamps jumped or it had broken off',
};

export interface WorkerOptions {
  readonly streamId: string;
  /** MediaMTX's id of the publisher's connection. */
  readonly sourceId: string;
  readonly config: WorkerConfig;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
  /** Keeps what a worker after this one needs to go on, should this one be killed. */
  readonly states: StateFolder;
  /** Where a worker before this one came to, and the recordings since; `undefined` for a stream that begins. */
  readonly resume: { readonly point: ResumePoint; readonly recordings: readonly string[] } | undefined;
  /** Starts once this has resolved. */
  readonly after: Promise<void>;
}

/** Dubs one stream, from its publisher's arrival until everything that was sent in has been aired. */
export class WorkerRunner {
  readonly streamId: string;
  readonly correlationId = randomUUID();
  /** Where the dubbed stream is published. */
  readonly outputUrl: string;
  /** What the hooks tell about the stream's recordings. */
  readonly recordings: RecordingQueue;
  /** Resolves when the stream is over, dubbed or failed, and nothing of it is left. Never rejects. */
  readonly ended: Promise<void>;
  readonly #config: WorkerConfig;
  readonly #states: StateFolder;
  readonly #resume: ResumePoint | undefined;
  readonly #metrics: StreamMetrics;
  readonly #log: Logger;
  readonly #ledger: Ledger;
  readonly #link: StsLink;
  readonly #stopping = new AbortController();
  /** Nothing of the stream is wanted any more. */
  readonly #over = new AbortController();
  /** Reads the source, unless MediaMTX's recordings are read. */
  readonly #pulls: RtmpIngest | undefined;
  readonly #startedAt = new Date();
  #endedAt: Date | undefined;
  #state: WorkerState = 'starting';
  #sourceId: string;
  #publisherIsThere = true;
  #source: WorkerStatus['source'];
  readonly #sourceLost: { headS?: number; insideS: number } = { insideS: 0 };
  #output = NO_OUTPUT;
  /** Its connection was refused or has broken off, and is not there again. */
  #isOutputLost = false;
  #lastError: WorkerStatus['lastError'];

  /** Starts at once. */
  constructor({ streamId, sourceId, config, metrics, log, states, resume, after }: WorkerOptions) {
    this.streamId = streamId;
    this.#sourceId = sourceId;
    const { ingest } = config;
    const inputUrl = `${config.rtmpUrl}/${pathOf(streamId, 'in')}`;
    const nothingRead = (waitedMs: number): Error => new NothingReadError(inputUrl, waitedMs);
    this.recordings = new RecordingQueue(
      config.publisherGraceS * 1000,
      ingest === 'rtmp' ? nothingRead : undefined,
    );
    this.outputUrl = `${config.rtmpUrl}/${pathOf(streamId, 'out')}`;
    this.recordings.found(resume?.recordings ?? []);
    this.#resume = resume?.point;
    this.#states = states;
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
    // At once, whatever it waits for: what is not read now is lost.
    if (ingest === 'rtmp') {
      this.#pulls = new RtmpIngest({
        url: inputUrl,
        maxHeldBytes: config.maxHeldBytes,
        queue: this.recordings,
        log: this.#log,
        signal: AbortSignal.any([this.#stopping.signal, this.#over.signal]),
        onHeadLost: (lostS) => this.#headLost(lostS),
        onError: (error) => this.#note(error),
      });
      this.#pulls.publisherCame();
    }
    this.ended = after.then(() => this.#run());
  }

  /** Whether it still takes what its publisher sends. */
  get isLive(): boolean {
    return this.#state === 'starting' || this.#state === 'running';
  }

  /** The publisher that came last: MediaMTX's id of its connection. */
  get sourceId(): string {
    return this.#sourceId;
  }

  /** Whether the stream goes on with the next publisher. */
  get takesPublisher(): boolean {
    return this.#endedAt === undefined && !this.#stopping.signal.aborted && this.recordings.isOpen;
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

  /** The publisher is gone: what it sent is still dubbed and aired, and for a while it may come back. */
  publisherGone(): void {
    this.#publisherIsThere = false;
    this.#pulls?.publisherGone();
    if (!this.isLive) return;
    this.#state = 'draining';
    this.recordings.publisherGone();
  }

  /** The publisher is back, or another one has come: the stream goes on. */
  publisherCame(sourceId: string): void {
    this.#sourceId = sourceId;
    this.#publisherIsThere = true;
    if (this.#state === 'draining') this.#state = 'running';
    this.recordings.publisherCame();
    this.#pulls?.publisherCame();
    const { publishers } = this.recordings;
    this.#log.info({ sourceId, publishers }, 'the stream goes on with another publisher');
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
      ...(this.#source === undefined ? {} : { source: this.#source }),
      ingest: this.#config.ingest,
      sourceLost: { ...this.#sourceLost },
      publishers: this.recordings.publishers,
      ...(this.#resume === undefined
        ? {}
        : { resumed: { sequence: this.#resume.index, startS: this.#resume.startS } }),
      output: { ...output, url: this.outputUrl },
      ...(avSyncDeltaMs === undefined ? {} : { avSyncDeltaMs }),
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
    };
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    this.#metrics.workerStarts();
    this.#log.info({ resume: this.#resume }, 'worker starts');
    const linkEnds = new AbortController();
    const linked = this.#link.keepOpen(AbortSignal.any([signal, linkEnds.signal]), (error) =>
      this.#note(error),
    );
    try {
      await dubStream({
        config: this.#config,
        recordings: this.recordings,
        outputUrl: this.outputUrl,
        link: this.#link,
        ledger: this.#ledger,
        metrics: this.#metrics,
        log: this.#log,
        signal,
        onSource: ({ video, audio }) => {
          this.#source = { video, audio: audio ?? null };
        },
        onSourceGap: (lostS) => this.#sourceGap(lostS),
        onInput: (isRunning) => {
          if (isRunning && this.#state === 'starting') this.#state = 'running';
          this.#metrics.pipeline('input', isRunning ? 'running' : 'stopped');
        },
        resume: this.#resume,
        onResumePoint: (point) => this.#keep(point),
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
    this.#over.abort(new Error('the stream is over'));
    this.recordings.close();
    // A service that ends leaves its streams to the one that is started after it.
    if (!signal.aborted) this.#states.remove(this.streamId);
    await this.#states.written();
    this.#endedAt = new Date();
    const pipelines = this.#state === 'failed' ? 'failed' : 'stopped';
    this.#metrics.pipeline('input', pipelines);
    this.#metrics.pipeline('output', pipelines);
    this.#log.info({ state: this.#state, ledger: this.#ledger.totals() }, 'worker ends');
  }

  #headLost(lostS: number | undefined): void {
    const url = `${pathOf(this.streamId, 'in')}`;
    if (lostS === undefined) {
      this.#log.warn(
        { path: url },
        'what is lost at the head is not known: the publisher counts from another time than 0',
      );
      return;
    }
    this.#sourceLost.headS = (this.#sourceLost.headS ?? 0) + lostS;
    this.#metrics.sourceLost('head', lostS);
    this.#log.warn({ path: url, lostS }, 'the head of the source is lost: it is read over RTMP');
  }

  #sourceGap(lostS: number): void {
    this.#sourceLost.insideS += lostS;
    this.#metrics.sourceLost('inside', lostS);
    const gap = new SourceGapError(lostS, GAP_AFTER[this.#config.ingest]);
    this.#log.warn({ err: gap, lostS }, 'a part of the source is missing');
    this.#note(gap);
  }

  #keep(point: ResumePoint): void {
    // Only a recording can be gone on with.
    if (this.#pulls !== undefined) return;
    this.#states.save({ version: 1, streamId: this.streamId, sourceId: this.#sourceId, point });
  }

  #note(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    this.#lastError = { at: new Date().toISOString(), code, message };
    this.#metrics.error(code.toLowerCase());
  }
}
