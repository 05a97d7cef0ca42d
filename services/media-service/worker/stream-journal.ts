import { errorMessage } from '../../../lib/error-message.ts';
import { pathOf } from '../../contracts/stream-id.ts';
import type { WorkerState, WorkerStatus } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { WorkerConfig } from '../config.ts';
import { SourceGapError } from '../ingest/source-gap-error.ts';
import type { SourceInfo } from '../ingest/source-info.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { OutputProgress } from '../output/dubbed-output.ts';
import { NO_OUTPUT } from '../output/stream-output.ts';

/** What comes before a gap, by how the source is read. */
const GAP_AFTER: Readonly<Record<WorkerConfig['ingest'], string>> = {
  recording: 'MediaMTX began another recording of the same publisher, as it does when timestamps jump',
  rtmp: 'the connection to MediaMTX was opened anew, since timestamps jumped or it had broken off',
};

export interface StreamJournalOptions {
  readonly streamId: string;
  readonly ingest: WorkerConfig['ingest'];
  readonly outputUrl: string;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
}

/** What a worker has seen of its stream, for whoever asks. */
export class StreamJournal {
  state: WorkerState = 'starting';
  readonly #options: StreamJournalOptions;
  readonly #startedAt = new Date();
  readonly #sourceLost: { headS?: number; insideS: number } = { insideS: 0 };
  #endedAt: Date | undefined;
  #source: WorkerStatus['source'];
  #output = NO_OUTPUT;
  /** Its connection was refused or has broken off, and is not there again. */
  #isOutputLost = false;
  #lastError: WorkerStatus['lastError'];

  constructor(options: StreamJournalOptions) {
    this.#options = options;
  }

  get hasEnded(): boolean {
    return this.#endedAt !== undefined;
  }

  /**
   * Why a stream that should be dubbed is not, at present; `undefined` when all is as it should be.
   *
   * @param ofLink what its connection to the STS service says of itself
   */
  trouble(publisherIsThere: boolean, ofLink: string | undefined): string | undefined {
    const what = this.#what(publisherIsThere, ofLink);
    if (what === undefined || this.#lastError === undefined) return what;
    return `${what} (${this.#lastError.message})`;
  }

  #what(publisherIsThere: boolean, ofLink: string | undefined): string | undefined {
    if (this.state === 'starting') return 'its worker is starting';
    if (this.state === 'failed' && publisherIsThere) return 'its worker has failed';
    if (this.state !== 'running' && this.state !== 'draining') return undefined;
    if (this.#isOutputLost) return 'its output is off the air';
    return ofLink === undefined ? undefined : `its worker ${ofLink}`;
  }

  source({ video, audio }: SourceInfo): void {
    this.#source = { video, audio: audio ?? null };
  }

  /** A recording goes in, or has ended. */
  input(isRunning: boolean): void {
    if (isRunning && this.state === 'starting') this.state = 'running';
    this.#options.metrics.pipeline('input', isRunning ? 'running' : 'stopped');
  }

  /** @param lostS `undefined` when nobody can tell */
  headLost(lostS: number | undefined): void {
    const { streamId, metrics, log } = this.#options;
    const path = pathOf(streamId, 'in');
    if (lostS === undefined) {
      const why = 'the publisher counts from another time than 0';
      log.warn({ path }, `what is lost at the head is not known: ${why}`);
      return;
    }
    this.#sourceLost.headS = (this.#sourceLost.headS ?? 0) + lostS;
    metrics.sourceLost('head', lostS);
    log.warn({ path, lostS }, 'the head of the source is lost: it is read over RTMP');
  }

  sourceGap(lostS: number): void {
    const { ingest, metrics, log } = this.#options;
    this.#sourceLost.insideS += lostS;
    metrics.sourceLost('inside', lostS);
    const gap = new SourceGapError(lostS, GAP_AFTER[ingest]);
    log.warn({ err: gap, lostS }, 'a part of the source is missing');
    this.error(gap);
  }

  output(progress: OutputProgress): void {
    this.#output = progress;
    if (progress.onAir) this.#isOutputLost = false;
  }

  outputLost(lost: unknown): void {
    this.#isOutputLost = true;
    this.error(lost);
  }

  error(error: unknown): void {
    const message = errorMessage(error);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    this.#lastError = { at: new Date().toISOString(), code, message };
    this.#options.metrics.error(code.toLowerCase());
  }

  /** Nothing of the stream is left. */
  ends(): void {
    const { metrics } = this.#options;
    this.#endedAt = new Date();
    const pipelines = this.state === 'failed' ? 'failed' : 'stopped';
    metrics.pipeline('input', pipelines);
    metrics.pipeline('output', pipelines);
  }

  /** Its part of what `GET /v1/streams/{id}` tells. */
  status() {
    const { streamId, ingest, outputUrl } = this.#options;
    const { avSyncDeltaMs, ...output } = this.#output;
    return {
      ...{ streamId, ingest, state: this.state, startedAt: this.#startedAt.toISOString() },
      ...(this.#endedAt === undefined ? {} : { endedAt: this.#endedAt.toISOString() }),
      ...(this.#source === undefined ? {} : { source: this.#source }),
      sourceLost: { ...this.#sourceLost },
      output: { ...output, url: outputUrl },
      ...(avSyncDeltaMs === undefined ? {} : { avSyncDeltaMs }),
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
    };
  }
}
