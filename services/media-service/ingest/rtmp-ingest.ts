import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs } from '../../../lib/back-off.ts';
import type { Logger } from '../../runtime/logger.ts';
import { RtmpPull } from './rtmp-pull.ts';
import type { FirstPicture, SourceFeed } from './source-feed.ts';

/** MediaMTX reads 2 s of a stream before it tells of it; and the hook, and the connection, take their time. */
const TOLD_WITHIN_S = 5;

/** The source could not be read from MediaMTX, or no longer. */
export class RtmpPullError extends Error {
  override readonly name = 'RtmpPullError';
  readonly code = 'RTMP_PULL_FAILED';
  readonly url: string;

  constructor(url: string, cause: unknown) {
    const said = cause instanceof Error ? cause.message : 'the connection was closed';
    super(`${url} cannot be read, although its publisher is there: ${said}; it is tried again`, { cause });
    this.url = url;
  }
}

/** Nothing of a stream came over RTMP. */
export class NothingReadError extends Error {
  override readonly name = 'NothingReadError';
  readonly code = 'RTMP_NOTHING_READ';

  constructor(url: string, waitedMs: number) {
    super(
      `nothing could be read from ${url} within ${waitedMs} ms of the stream's start; ` +
        'is MEDIAMTX_RTMP_URL the MediaMTX that called the hook, and may this service read there?',
    );
  }
}

export interface RtmpIngestOptions {
  /** Of the stream's input. */
  readonly url: string;
  readonly maxHeldBytes: number;
  /** Takes what is read, a feed for each connection. */
  readonly queue: { add(feed: SourceFeed): void; completed(path: string): void };
  readonly log: Logger;
  /** Ends it. */
  readonly signal: AbortSignal;
  /**
   * Told for each publisher how much of its head was lost: up to the first picture, on its clock.
   * `undefined` when that clock does not begin at 0, so that nobody can tell.
   */
  readonly onHeadLost: (lostS: number | undefined) => void;
  /** Told when a connection was refused or broke off while the publisher is there. */
  readonly onError: (error: RtmpPullError) => void;
}

/**
 * Reads a stream over RTMP as long as it has a publisher: the ingest for a MediaMTX whose recordings cannot be seen.
 * What came before MediaMTX told of the publisher is lost, and what comes while there is no connection.
 */
export class RtmpIngest {
  readonly #options: RtmpIngestOptions;
  #publisher = new AbortController();
  #count = 0;

  constructor(options: RtmpIngestOptions) {
    this.#options = options;
  }

  /** A publisher is there: it is read at once. */
  publisherCame(): void {
    this.#publisher.abort();
    this.#publisher = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, this.#publisher.signal]);
    void this.#read(signal).catch(() => undefined);
  }

  /** Nobody is to be read any more; MediaMTX closes the connection when all has been handed out. */
  publisherGone(): void {
    this.#publisher.abort();
  }

  async #read(whileThere: AbortSignal): Promise<void> {
    const { url, queue, onError } = this.#options;
    const cameMs = performance.now();
    for (let failures = 0, isHead = true; !whileThere.aborted; failures++) {
      const pull = this.#pull(isHead ? cameMs : undefined);
      if (await pull.begun) {
        [failures, isHead] = [0, false];
        queue.add(pull);
      }
      const error = await pull.ended;
      queue.completed(pull.path);
      // Its publisher may have left: that is told at the same time.
      await sleep(backOffMs(failures, Math.random()), undefined, { signal: whileThere });
      onError(new RtmpPullError(url, error));
    }
  }

  #pull(cameMs: number | undefined): RtmpPull {
    const { onHeadLost } = this.#options;
    return new RtmpPull({
      ...this.#options,
      path: `${this.#options.url}#${++this.#count}`,
      onFirstPicture: (picture) => {
        if (cameMs !== undefined) onHeadLost(headLostS(picture, (performance.now() - cameMs) / 1000));
      },
    });
  }
}

/** What is missing before the first picture, on a clock that begins at 0 with what the publisher sends first. */
function headLostS({ shownS, beginsS }: FirstPicture, knownForS: number): number | undefined {
  return beginsS <= knownForS + TOLD_WITHIN_S ? shownS : undefined;
}
