import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '../../../lib/error-message.ts';
import { redactUrls } from '../../../lib/redact-url.ts';
import type { Logger } from '../../runtime/logger.ts';
import { backOffMs } from '../back-off.ts';
import { RtmpPull } from './rtmp-pull.ts';
import type { FirstFrame, SourceFeed } from './source-feed.ts';

/** MediaMTX reads 2 s of a stream before it calls the hook; hook and connection take additional time. */
const MAX_ANNOUNCE_DELAY_S = 5;

/** Reading the source from MediaMTX failed. */
export class RtmpPullError extends Error {
  override readonly name = 'RtmpPullError';
  readonly code = 'RTMP_PULL_FAILED';
  readonly url: string;

  constructor(url: string, cause: unknown) {
    const what = cause === undefined ? 'the connection was closed' : errorMessage(cause);
    const shownUrl = redactUrls(url);
    super(`cannot read ${shownUrl} although it has a publisher: ${what}; retrying`, { cause });
    this.url = shownUrl;
  }
}

/** No media of the stream could be read over RTMP. */
export class NothingReadError extends Error {
  override readonly name = 'NothingReadError';
  readonly code = 'RTMP_NOTHING_READ';

  constructor(url: string, waitedMs: number) {
    super(
      `nothing was received from ${redactUrls(url)} within ${waitedMs} ms of the stream's start. MEDIAMTX_RTMP_URL must ` +
        'be the MediaMTX that called the hook, and media-service must have the permission to read there',
    );
  }
}

export interface RtmpReaderOptions {
  /** URL of the stream's input, with credentials. */
  readonly url: string;
  readonly maxHeldBytes: number;
  /** Receives a feed for each connection. */
  readonly queue: { add(feed: SourceFeed): void; completed(path: string): void };
  readonly log: Logger;
  /** Ends all reading. */
  readonly signal: AbortSignal;
  /**
   * Called for each publisher with the time that was lost at its head: up to the first frame, on its clock.
   * `undefined` when that clock does not start at 0, so that the loss is unknown.
   */
  readonly onHeadLost: (lostS: number | undefined) => void;
  /** Called when a connection is refused or lost while there is a publisher. */
  readonly onError: (error: RtmpPullError) => void;
}

/**
 * Reads a stream over RTMP while it has a publisher, for a MediaMTX whose recordings are not accessible.
 * Media that arrives before the hook or while there is no connection is lost.
 */
export class RtmpReader {
  readonly #options: RtmpReaderOptions;
  #publisher = new AbortController();
  #count = 0;

  constructor(options: RtmpReaderOptions) {
    this.#options = options;
  }

  /** A publisher has arrived; starts reading immediately. */
  publisherArrived(): void {
    this.#publisher.abort();
    this.#publisher = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, this.#publisher.signal]);
    this.#read(signal).catch((error: unknown) => {
      if (signal.aborted) return;
      const { url, log, onError } = this.#options;
      const failure = new RtmpPullError(url, error);
      log.error({ err: failure }, 'reading over RTMP ended unexpectedly');
      onError(failure);
    });
  }

  /** The publisher has left; MediaMTX closes the connection after the last packet. */
  publisherLeft(): void {
    this.#publisher.abort();
  }

  async #read(whilePublished: AbortSignal): Promise<void> {
    const { url, queue, onError } = this.#options;
    const arrivedMs = performance.now();
    for (let failures = 0, isHead = true; !whilePublished.aborted; failures++) {
      const pull = this.#pull(isHead ? arrivedMs : undefined);
      if (await pull.started) {
        [failures, isHead] = [0, false];
        queue.add(pull);
      }
      const error = await pull.ended;
      queue.completed(pull.path);
      // The publisher may have left: its hook arrives at the same time.
      await sleep(backOffMs(failures, Math.random()), undefined, { signal: whilePublished });
      onError(new RtmpPullError(url, error));
    }
  }

  #pull(arrivedMs: number | undefined): RtmpPull {
    const { onHeadLost } = this.#options;
    return new RtmpPull({
      ...this.#options,
      path: `${redactUrls(this.#options.url)}#${++this.#count}`,
      onFirstFrame: (frame) => {
        if (arrivedMs !== undefined) onHeadLost(headLostS(frame, (performance.now() - arrivedMs) / 1000));
      },
    });
  }
}

/** The time before the first frame, on a clock that starts at 0 with the publisher's first packet. */
function headLostS({ keyframeS, startS }: FirstFrame, knownForS: number): number | undefined {
  return startS <= knownForS + MAX_ANNOUNCE_DELAY_S ? keyframeS : undefined;
}
