import { pathOf } from '../../contracts/stream-id.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { WorkerConfig } from '../config.ts';
import { NothingReadError, RtmpReader, type RtmpReaderOptions } from '../ingest/rtmp-reader.ts';
import { SourceQueue } from './source-queue.ts';

/**
 * The URL of a path of MediaMTX.
 *
 * @param rtmpUrl of the server; its query follows the path, because MediaMTX reads user and password from it
 */
export function rtmpPathUrl(rtmpUrl: string, path: string): string {
  const [address = '', ...query] = rtmpUrl.split('?');
  return [`${address}/${path}`, ...query].join('?');
}

export interface StreamFeedsOptions extends Pick<RtmpReaderOptions, 'onHeadLost' | 'onError'> {
  readonly streamId: string;
  readonly config: Pick<WorkerConfig, 'ingest' | 'rtmpUrl' | 'publisherGraceS' | 'maxHeldBytes'>;
  /** Recordings from before this process. */
  readonly existing: readonly string[];
  readonly log: Logger;
  /** Aborts the stream. */
  readonly signal: AbortSignal;
}

/** The sources of a stream over all of its publishers: recordings of MediaMTX, or RTMP connections to it. */
export class StreamFeeds {
  /** The sources in reading order. */
  readonly queue: SourceQueue;
  readonly #rtmp: RtmpReader | undefined;
  readonly #closed = new AbortController();

  /** Starts to read RTMP immediately, because unread media is lost. */
  constructor(options: StreamFeedsOptions) {
    const { streamId, config, existing, signal } = options;
    const graceMs = config.publisherGraceS * 1000;
    if (config.ingest === 'recording') {
      this.queue = new SourceQueue(graceMs);
      this.queue.addExisting(existing);
      return;
    }
    const url = rtmpPathUrl(config.rtmpUrl, pathOf(streamId, 'in'));
    this.queue = new SourceQueue(graceMs, (waitedMs) => new NothingReadError(url, waitedMs));
    this.#rtmp = new RtmpReader({
      ...options,
      ...{ url, queue: this.queue, maxHeldBytes: config.maxHeldBytes },
      signal: AbortSignal.any([signal, this.#closed.signal]),
    });
    this.#rtmp.publisherArrived();
  }

  /** Whether another process could reread the sources. */
  get isRepeatable(): boolean {
    return this.#rtmp === undefined;
  }

  publisherArrived(): void {
    this.queue.publisherArrived();
    this.#rtmp?.publisherArrived();
  }

  publisherLeft(): void {
    this.#rtmp?.publisherLeft();
    this.queue.publisherLeft();
  }

  /** Ends all reading. */
  close(): void {
    this.#closed.abort(new Error('the stream has ended'));
    this.queue.close();
  }
}
