import type { Logger } from '../../runtime/logger.ts';
import { type OpenSource, openSource } from '../ingest/open-source.ts';
import { pulledMp4Fragments } from '../ingest/pulled-mp4-fragments.ts';
import type { SourceFeed } from '../ingest/source-feed.ts';
import { SourceRefusedError } from '../ingest/source-info.ts';
import { describeNotRecorded, unusedTracks } from '../ingest/unused-tracks.ts';
import { publishedTracks } from '../mediamtx/published-tracks.ts';
import { splitRecording } from '../mp4/split-recording.ts';
import { ANNOUNCED_WITHIN_MS, RecordingNotAnnouncedError, type SourceQueue } from './source-queue.ts';
import type { OpenFeed } from './stream-segments.ts';
import type { StreamStatus } from './stream-status.ts';

export interface FeedOpenerOptions {
  readonly streamId: string;
  readonly sources: SourceQueue;
  /** URL of MediaMTX's control API, if known. */
  readonly mediamtxApiUrl: string | undefined;
  readonly status: Pick<StreamStatus, 'source' | 'sourceRefused' | 'sourceGap'>;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Opens the sources of a stream one after another. */
export class FeedOpener {
  readonly #options: FeedOpenerOptions;
  #opened = 0;
  /** The last known tracks, with the number of their publisher: when its recording is missing, it may have left. */
  #last: { readonly publisher: number; readonly tracks: readonly string[] } | undefined;

  constructor(options: FeedOpenerOptions) {
    this.#options = options;
  }

  /**
   * The next source that can be dubbed. One that follows another and cannot be dubbed is reported and skipped.
   *
   * @param drained resolves when all previous sources have been aired
   * @param fromByte offset of the first MP4 fragment to read
   * @returns `undefined` when the stream has ended
   * @throws {SourceRefusedError} for the first source
   */
  async next(drained: () => Promise<void>, fromByte?: number): Promise<OpenFeed | undefined> {
    const { sources, status, signal } = this.#options;
    while (true) {
      void this.#published();
      const next = await sources.next(drained, signal).catch(async (error: unknown) => {
        throw await this.#explained(error);
      });
      const lostAtEndS = sources.takeLostAtEndS();
      if (lostAtEndS > 0) status.sourceGap(lostAtEndS);
      if (next === undefined) {
        if (sources.hasPublisher && !signal.aborted) await this.#reportUnread();
        return undefined;
      }
      const { feed, lostS } = next;
      const chunks = feed.chunks(signal);
      try {
        const opened = await this.#open(feed, chunks, fromByte);
        if (lostS !== undefined) status.sourceGap(lostS);
        this.#opened++;
        return opened;
      } catch (error) {
        if (!(error instanceof SourceRefusedError)) throw error;
        const refused = await this.#explained(error);
        if (this.#opened === 0) {
          await chunks.return();
          throw refused;
        }
        status.sourceRefused(refused);
        // The next source starts when this one has ended.
        while ((await chunks.next()).done !== true);
      }
    }
  }

  /** The stream ends although it has a publisher, because MediaMTX has announced no recording of it. */
  async #reportUnread(): Promise<void> {
    this.#options.status.sourceRefused(
      await this.#explained(new RecordingNotAnnouncedError(ANNOUNCED_WITHIN_MS)),
    );
  }

  /** @param chunks stays open when this throws */
  async #open(
    feed: SourceFeed,
    chunks: AsyncGenerator<Buffer, void, undefined>,
    fromByte: number | undefined,
  ): Promise<OpenFeed> {
    const { status, log, signal } = this.#options;
    const { path, onFirstFrame } = feed;
    const owned = { isOpen: false };
    const source = await openSource(closedOnceOpen(chunks, owned), signal, {
      isRecording: onFirstFrame === undefined,
    });
    owned.isOpen = true;
    status.source(source.info, unusedTracks(await this.#published(), source.recorded));
    log.info({ source: source.info, recording: path, fromByte }, 'source opened');
    if (onFirstFrame !== undefined) {
      const { startS } = source;
      return { path, startS, source: { ...source, mp4Fragments: pulledMp4Fragments(source, onFirstFrame) } };
    }
    if (fromByte === undefined) return { path, startS: 0, source };
    await source.mp4Fragments.return();
    return { path, startS: 0, source: from(source, feed, fromByte, signal) };
  }

  /** MediaMTX's names of the tracks of the publisher; `undefined` when they cannot be determined. */
  async #published(): Promise<readonly string[] | undefined> {
    const { streamId, sources, mediamtxApiUrl, log, signal } = this.#options;
    if (mediamtxApiUrl === undefined) return undefined;
    try {
      const tracks = await publishedTracks(mediamtxApiUrl, streamId, signal);
      if (tracks !== undefined) this.#last = { publisher: sources.publishers, tracks };
      return tracks;
    } catch (error) {
      if (!signal.aborted)
        log.warn({ err: error }, 'cannot determine whether MediaMTX records all tracks of the publisher');
      return undefined;
    }
  }

  get #known(): readonly string[] | undefined {
    return this.#last?.publisher === this.#options.sources.publishers ? this.#last.tracks : undefined;
  }

  /** Adds to the error of a source what its publisher sends and MediaMTX does not record. */
  async #explained(error: unknown): Promise<unknown> {
    const isExplicable = error instanceof SourceRefusedError || error instanceof RecordingNotAnnouncedError;
    if (!isExplicable) return error;
    const reason = describeNotRecorded((await this.#published()) ?? this.#known ?? []);
    if (reason === undefined) return error;
    const before = error instanceof SourceRefusedError ? `${error.reason}; ` : '';
    return new SourceRefusedError(`${before}${reason}`, { cause: error });
  }
}

/** The chunks of a feed. Closing them closes the feed only when its source has been opened. */
async function* closedOnceOpen(
  chunks: AsyncGenerator<Buffer, void, undefined>,
  owned: { readonly isOpen: boolean },
): AsyncGenerator<Buffer, void, undefined> {
  try {
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  } finally {
    if (owned.isOpen) await chunks.return();
  }
}

function from(source: OpenSource, feed: SourceFeed, fromByte: number, signal: AbortSignal): OpenSource {
  return { ...source, mp4Fragments: splitRecording(feed.chunks(signal, { from: fromByte }), fromByte) };
}
