import { randomUUID } from 'node:crypto';
import type { WorkerState, WorkerStatus } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { WorkerConfig } from '../config.ts';
import { Ledger } from '../dubbing/ledger.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { StsLink } from '../sts/sts-link.ts';
import { dubStream } from './dub-stream.ts';
import { RecordingAnnouncement } from './recording-announcement.ts';

/** The format that fragments travel in: mono is what recognisers want. */
const FRAGMENT_FORMAT = { sampleRateHz: 48_000, channels: 1 };

export interface WorkerOptions {
  readonly streamId: string;
  readonly config: WorkerConfig;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
}

/** Dubs one stream, from its publisher's arrival until everything that was sent in has been aired. */
export class WorkerRunner {
  readonly streamId: string;
  readonly correlationId = randomUUID();
  /** What the hooks tell about the stream's recording. */
  readonly recording = new RecordingAnnouncement();
  readonly #config: WorkerConfig;
  readonly #metrics: StreamMetrics;
  readonly #log: Logger;
  readonly #ledger: Ledger;
  readonly #link: StsLink;
  readonly #stopping = new AbortController();
  readonly #startedAt = new Date();
  #endedAt: Date | undefined;
  #state: WorkerState = 'starting';
  #output = { airedS: 0, stalledS: 0 };
  #avSyncDeltaMs: number | undefined;
  #lastError: WorkerStatus['lastError'];
  #running: Promise<void> | undefined;

  constructor({ streamId, config, metrics, log }: WorkerOptions) {
    this.streamId = streamId;
    this.#config = config;
    this.#metrics = metrics;
    this.#log = log.child({ streamId, correlationId: this.correlationId });
    this.#ledger = new Ledger(metrics);
    this.#link = new StsLink(
      { url: config.stsUrl, authToken: config.stsAuthToken },
      {
        streamId,
        workerId: `worker-${this.correlationId}`,
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
      },
      metrics,
      this.#log,
    );
  }

  get state(): WorkerState {
    return this.#state;
  }

  /** Where the dubbed stream is published. */
  get outputUrl(): string {
    return `${this.#config.rtmpUrl}/live/${this.streamId}/out`;
  }

  /** Whether it still takes what its publisher sends. */
  get isLive(): boolean {
    return this.#state === 'starting' || this.#state === 'running';
  }

  /** Starts when `after` has resolved. Resolves when the stream is over, dubbed or failed; never rejects. */
  run(after: Promise<void> = Promise.resolve()): Promise<void> {
    this.#running ??= after.then(() => this.#run());
    return this.#running;
  }

  /** Ends it now, whatever has not been aired is lost. Resolves when nothing of it is left. */
  async stop(reason: string): Promise<void> {
    this.#stopping.abort(new Error(reason));
    await this.#running;
  }

  /** The publisher is gone: what it sent is still dubbed and aired. */
  publisherGone(): void {
    if (this.isLive) this.#state = 'draining';
    this.recording.publisherGone();
  }

  status(): WorkerStatus {
    return {
      streamId: this.streamId,
      state: this.#state,
      startedAt: this.#startedAt.toISOString(),
      ...(this.#endedAt === undefined ? {} : { endedAt: this.#endedAt.toISOString() }),
      sts: {
        url: this.#link.endpointUrl,
        connected: this.#link.sessionId !== undefined,
        ...(this.#link.sessionId === undefined ? {} : { sessionId: this.#link.sessionId }),
      },
      ledger: this.#ledger.snapshot(),
      output: { ...this.#output, url: this.outputUrl },
      ...(this.#avSyncDeltaMs === undefined ? {} : { avSyncDeltaMs: this.#avSyncDeltaMs }),
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
    };
  }

  async #run(): Promise<void> {
    const signal = this.#stopping.signal;
    this.#log.info('worker starts');
    const linkEnds = new AbortController();
    const linked = this.#link.keepOpen(AbortSignal.any([signal, linkEnds.signal]), (error) =>
      this.#note(error),
    );
    try {
      await dubStream({
        recording: this.recording,
        link: this.#link,
        ledger: this.#ledger,
        metrics: this.#metrics,
        log: this.#log,
        signal,
        outputUrl: this.outputUrl,
        segmentS: this.#config.segmentS,
        maxInflight: this.#config.maxInflight,
        stsTimeoutMs: this.#config.stsTimeoutMs,
        fragmentFormat: FRAGMENT_FORMAT,
        onRunning: () => {
          if (this.#state === 'starting') this.#state = 'running';
        },
        onFailure: (failure) => this.#note(failure),
        onOutput: (output, avSyncDeltaMs) => {
          this.#output = output;
          this.#avSyncDeltaMs = avSyncDeltaMs;
        },
      });
      this.#state = 'ended';
    } catch (error) {
      this.#state = signal.aborted ? 'ended' : 'failed';
      if (!signal.aborted) {
        this.#note(error);
        this.#log.error({ err: error }, 'the stream cannot be dubbed any further');
      }
    } finally {
      linkEnds.abort();
      await linked;
      this.#endedAt = new Date();
      this.#metrics.pipeline('input', this.#state === 'failed' ? 'failed' : 'stopped');
      this.#metrics.pipeline('output', this.#state === 'failed' ? 'failed' : 'stopped');
      this.#log.info(
        { state: this.#state, ledger: { ...this.#ledger.snapshot(), recent: undefined } },
        'worker ends',
      );
    }
  }

  #note(error: unknown): void {
    const { message = String(error), code = 'UNKNOWN' } = error as { message?: string; code?: string };
    this.#lastError = { at: new Date().toISOString(), code, message };
    this.#metrics.error(code.toLowerCase());
  }
}
