import { pathOf } from '../../contracts/stream-id.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { WorkerConfig } from '../config.ts';
import { NothingReadError, RtmpIngest, type RtmpIngestOptions } from '../ingest/rtmp-ingest.ts';
import { RecordingQueue } from './recording-queue.ts';

export interface StreamFeedsOptions extends Pick<RtmpIngestOptions, 'onHeadLost' | 'onError'> {
  readonly streamId: string;
  readonly config: Pick<WorkerConfig, 'ingest' | 'rtmpUrl' | 'publisherGraceS' | 'maxHeldBytes'>;
  /** Recordings of before this process. */
  readonly found: readonly string[];
  readonly log: Logger;
  /** Gives the stream up. */
  readonly signal: AbortSignal;
}

/** What a stream is read from, publisher after publisher: MediaMTX's recordings, or connections to it. */
export class StreamFeeds {
  /** In the order in which they are read. */
  readonly queue: RecordingQueue;
  readonly #pulls: RtmpIngest | undefined;
  readonly #closed = new AbortController();

  /** Reads at once, whatever the worker waits for, where what is not read now is lost. */
  constructor(options: StreamFeedsOptions) {
    const { streamId, config, found, signal } = options;
    const graceMs = config.publisherGraceS * 1000;
    if (config.ingest === 'recording') {
      this.queue = new RecordingQueue(graceMs);
      this.queue.found(found);
      return;
    }
    const url = `${config.rtmpUrl}/${pathOf(streamId, 'in')}`;
    this.queue = new RecordingQueue(graceMs, (waitedMs) => new NothingReadError(url, waitedMs));
    this.#pulls = new RtmpIngest({
      ...options,
      ...{ url, queue: this.queue, maxHeldBytes: config.maxHeldBytes },
      signal: AbortSignal.any([signal, this.#closed.signal]),
    });
    this.#pulls.publisherCame();
  }

  /** Whether another process could read again what this one has read. */
  get areKept(): boolean {
    return this.#pulls === undefined;
  }

  publisherCame(): void {
    this.queue.publisherCame();
    this.#pulls?.publisherCame();
  }

  publisherGone(): void {
    this.#pulls?.publisherGone();
    this.queue.publisherGone();
  }

  /** Nothing more is wanted. */
  close(): void {
    this.#closed.abort(new Error('the stream is over'));
    this.queue.close();
  }
}
