import { errorMessage } from '../../../lib/error-message.ts';
import { pathOf } from '../../contracts/stream-id.ts';
import type { WorkerState, WorkerStatus } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { WorkerConfig } from '../config.ts';
import type { SourceInfo } from '../ingest/source-info.ts';
import type { VideoReports } from '../ingest/video-watch.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { OutputProgress } from '../output/reconnecting-output.ts';
import { NO_OUTPUT } from '../output/stream-output.ts';
import { StreamTimeline } from './stream-timeline.ts';

/** A part of the source is missing although its publisher stayed. */
class SourceGapError extends Error {
  override readonly name = 'SourceGapError';
  readonly code = 'SOURCE_GAP';

  constructor(lostS: number, why: string) {
    super(
      `about ${lostS.toFixed(1)} s of the source are missing: ${why}; the stream continues after the gap`,
    );
  }
}

/** A track of the publisher is not in the output. */
class TrackUnusedError extends Error {
  override readonly name = 'TrackUnusedError';
  readonly code = 'TRACK_UNUSED';
}

/** The publisher sends audio and no video. */
class VideoAbsentError extends Error {
  override readonly name = 'VideoAbsentError';
  readonly code = 'VIDEO_ABSENT';

  constructor(fromS: number) {
    super(
      `the source has sent no video since ${fromS.toFixed(1)} s, but audio; the output continues with the audio while the ` +
        'last frame stays. Check the encoder of the publisher',
    );
  }
}

/** The cause of a gap, by the kind of ingest. */
const GAP_CAUSE: Readonly<Record<WorkerConfig['ingest'], string>> = {
  recording: 'MediaMTX started a new recording of the same publisher, which it does when timestamps jump',
  rtmp: 'the connection to MediaMTX was reopened because timestamps jumped or it was lost',
};

export interface StreamStatusOptions {
  readonly streamId: string;
  readonly ingest: WorkerConfig['ingest'];
  /** Without credentials. */
  readonly outputUrl: string;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
}

/** The status of a stream, as its worker reports it on `/v1/streams`, `/ready` and in metrics. */
export class StreamStatus {
  state: WorkerState = 'starting';
  readonly timeline: StreamTimeline;
  readonly #options: StreamStatusOptions;
  readonly #startedAt = new Date();
  readonly #sourceLost: { headS?: number; insideS: number } = { insideS: 0 };
  #endedAt: Date | undefined;
  #source: WorkerStatus['source'];
  #output = NO_OUTPUT;
  /** The media of the present publisher cannot be dubbed. */
  #isSourceRefused = false;
  /** The connection of the output was refused or lost and has not been restored. */
  #isOutputLost = false;
  #lastError: WorkerStatus['lastError'];

  constructor(options: StreamStatusOptions) {
    this.#options = options;
    this.timeline = new StreamTimeline(options);
  }

  get hasEnded(): boolean {
    return this.#endedAt !== undefined;
  }

  /**
   * Why the stream is not being dubbed at present although it should be; `undefined` when it is.
   *
   * @param ofLink the problem of the connection to the STS service, if any
   */
  problem(hasPublisher: boolean, ofLink: string | undefined): string | undefined {
    const problem = this.#describeProblem(hasPublisher, ofLink);
    if (problem === undefined || this.#lastError === undefined) return problem;
    return `${problem} (${this.#lastError.message})`;
  }

  #describeProblem(hasPublisher: boolean, ofLink: string | undefined): string | undefined {
    if (this.state === 'starting') return 'worker is starting';
    if (this.state === 'failed' && hasPublisher) return 'worker has failed';
    if (this.state !== 'running' && this.state !== 'draining') return undefined;
    if (this.#isSourceRefused && hasPublisher) return 'source is refused';
    if (this.#isOutputLost) return 'output is offline';
    return ofLink;
  }

  /** @param unused why tracks of the publisher are not in the output, one sentence for each */
  source({ video, audio }: SourceInfo, unused: readonly string[]): void {
    this.#isSourceRefused = false;
    this.#source = { video, audio: audio ?? null, ...(unused.length === 0 ? {} : { unused: [...unused] }) };
    for (const sentence of unused) {
      const error = new TrackUnusedError(sentence);
      this.#options.log.warn({ err: error }, 'a track of the source is not used');
      this.error(error);
    }
  }

  /** The stream continues with the next source. */
  sourceRefused(error: unknown): void {
    this.#isSourceRefused = true;
    this.#options.log.error({ err: error }, 'source refused; the stream continues with the next one');
    this.error(error);
  }

  /** Receives what is missing in the video of recordings. */
  readonly video: VideoReports = {
    headLost: (lostS, atS) => this.#videoHeadLost(lostS, atS),
    absent: (fromS) => {
      const error = new VideoAbsentError(fromS);
      this.#options.log.warn({ err: error, fromS }, 'the source sends no video');
      this.error(error);
    },
    returned: (atS, absentS) => this.#options.log.info({ atS, absentS }, 'the source sends video again'),
  };

  /** Reading of a recording has started or ended. */
  input(isRunning: boolean): void {
    if (isRunning && this.state === 'starting') this.state = 'running';
    this.#options.metrics.pipeline('input', isRunning ? 'running' : 'stopped');
  }

  /** @param lostS `undefined` when it cannot be determined */
  headLost(lostS: number | undefined): void {
    const { streamId, metrics, log } = this.#options;
    const path = pathOf(streamId, 'in');
    if (lostS === undefined) {
      log.warn({ path }, 'unknown loss at the head: the timestamps of the publisher do not start at 0');
      return;
    }
    this.#sourceLost.headS = (this.#sourceLost.headS ?? 0) + lostS;
    metrics.sourceLost('head', lostS);
    log.warn({ path, lostS }, 'the head of the source was lost because it is read over RTMP');
  }

  #videoHeadLost(lostS: number, atS: number): void {
    const { streamId, metrics, log } = this.#options;
    const where = atS === 0 ? 'head' : 'inside';
    if (where === 'head') this.#sourceLost.headS = (this.#sourceLost.headS ?? 0) + lostS;
    else this.#sourceLost.insideS += lostS;
    metrics.sourceLost(where, lostS);
    // MediaMTX's recorder drops the first frame when an audio packet that starts later arrives first.
    const why =
      'the recording has no key frame before, which happens when audio starts some ms after the video';
    const what = where === 'head' ? 'head of the source' : 'start of the video of a recording';
    log.warn({ path: pathOf(streamId, 'in'), lostS, atS }, `the ${what} was lost: ${why}`);
  }

  sourceGap(lostS: number): void {
    const { ingest, metrics, log } = this.#options;
    this.#sourceLost.insideS += lostS;
    metrics.sourceLost('inside', lostS);
    const gap = new SourceGapError(lostS, GAP_CAUSE[ingest]);
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

  /** The worker has ended. */
  end(): void {
    const { metrics } = this.#options;
    this.#endedAt = new Date();
    const finalState = this.state === 'failed' ? 'failed' : 'stopped';
    metrics.pipeline('input', finalState);
    metrics.pipeline('output', finalState);
  }

  /** The fields of `GET /v1/streams/{id}` that do not depend on the STS connection, the ledger or the sources. */
  snapshot() {
    const { streamId, ingest, outputUrl } = this.#options;
    const { avSyncDeltaMs, ...output } = this.#output;
    return {
      ...{ streamId, ingest, state: this.state, startedAt: this.#startedAt.toISOString() },
      ...(this.#endedAt === undefined ? {} : { endedAt: this.#endedAt.toISOString() }),
      ...(this.#source === undefined ? {} : { source: this.#source }),
      timeline: this.timeline.snapshot(),
      sourceLost: { ...this.#sourceLost },
      output: { ...output, url: outputUrl },
      ...(avSyncDeltaMs === undefined ? {} : { avSyncDeltaMs }),
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
    };
  }
}
