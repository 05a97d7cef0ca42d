import { Notifier } from '../../runtime/notifier.ts';
import { RecordingFollower } from '../ingest/recording-follower.ts';
import type { SourceFeed } from '../ingest/source-feed.ts';

/** The `segment-complete` hook follows `not-ready` immediately; without it, a recording counts as complete after this. */
const COMPLETE_WITHIN_MS = 3000;
/**
 * MediaMTX pauses for 2 s before it starts a recording anew. A recording that follows within this time continues the previous
 * one: its hook is called when its first part is complete.
 */
const CONTINUOUS_WITHIN_S = 1;
/** The hooks of a recording and of its publisher are called at the same time. */
export const ANNOUNCED_WITHIN_MS = 10_000;

/** No hook has announced a recording of the stream. */
export class RecordingNotAnnouncedError extends Error {
  override readonly name = 'RecordingNotAnnouncedError';
  readonly code = 'RECORDING_NOT_ANNOUNCED';

  constructor(waitedMs: number) {
    super(
      `no segment-create hook within ${waitedMs} ms of the stream's start; MediaMTX must record the path ` +
        '(record: yes) and run `mtx-hook segment-create` (runOnRecordSegmentCreate)',
    );
  }
}

/** A source in the queue: a recording or an RTMP connection. */
export interface QueuedSource {
  readonly feed: SourceFeed;
  /**
   * Seconds of the stream missing before this source, by the times of the hooks; `undefined` for the first source of a
   * publisher, and for a recording that continues the previous one.
   */
  readonly lostS: number | undefined;
}

/**
 * The sources of a stream in reading order: recordings as hooks announce them, or RTMP connections. Events may arrive in
 * any order, and before the worker starts. A stream has one source, and another one each time its publisher returns.
 */
export class SourceQueue {
  readonly #graceMs: number;
  readonly #noSourceError: (waitedMs: number) => Error;
  readonly #notifier = new Notifier();
  readonly #entries: QueuedSource[] = [];
  /** The number of sources that have been returned. */
  #taken = 0;
  #hasPublisher = true;
  #publishers = 1;
  /** When the last source was completed; `undefined` if the publisher has changed since. */
  #completedMs: number | undefined;
  /** Seconds of the stream that are missing after the last source of a publisher that has left. */
  #lostAtEndS = 0;
  /** Time of the last event of the publisher or its sources. */
  #eventMs = performance.now();
  #hasEnded = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param graceMs how long a publisher may be away before the stream ends
   * @param noSourceError creates the error for a stream without any source
   */
  constructor(
    graceMs: number,
    noSourceError: (waitedMs: number) => Error = (waitedMs) => new RecordingNotAnnouncedError(waitedMs),
  ) {
    this.#graceMs = graceMs;
    this.#noSourceError = noSourceError;
  }

  /** The number of publishers so far. */
  get publishers(): number {
    return this.#publishers;
  }

  /** Whether there is a publisher at present. */
  get hasPublisher(): boolean {
    return this.#hasPublisher;
  }

  /** Returns, once, the seconds that are missing after the last sources of publishers that have left. */
  takeLostAtEndS(): number {
    const lostS = this.#lostAtEndS;
    this.#lostAtEndS = 0;
    return lostS;
  }

  /** Whether a new publisher and its source would belong to this stream. */
  get isOpen(): boolean {
    if (this.#hasEnded) return false;
    return this.#graceMs > 0 || this.#hasPublisher;
  }

  /** Whether a new recording would belong to this stream. */
  get acceptsRecording(): boolean {
    // MediaMTX also starts a new recording of the same publisher when its timestamps jump.
    return !this.#hasEnded && (this.#graceMs > 0 || this.#entries.length === 0 || this.#hasPublisher);
  }

  /** MediaMTX has started to record to `path`: the previous recording is complete. */
  created(path: string): void {
    if (this.#entries.some(({ feed }) => feed.path === path)) return;
    this.#add(new RecordingFollower(path), CONTINUOUS_WITHIN_S);
  }

  /** Adds the next source: the previous one is complete. */
  add(feed: SourceFeed): void {
    this.#add(feed, 0);
  }

  /** @param minLostS a shorter time since the previous source is none in which media was lost */
  #add(feed: SourceFeed, minLostS: number): void {
    this.#entries.at(-1)?.feed.complete();
    const nowMs = performance.now();
    const sinceS = this.#completedMs === undefined ? 0 : (nowMs - this.#completedMs) / 1000;
    const lostS = this.#completedMs === undefined || sinceS < minLostS ? undefined : sinceS;
    this.#entries.push({ feed, lostS });
    this.#completedMs = undefined;
    this.#eventMs = nowMs;
    // The hook of its publisher follows; otherwise the publisher has already left.
    if (!this.#hasPublisher) this.#completeSoon();
    this.#notifier.notify();
  }

  /** Adds recordings from before this process; the last one may have ended without a hook. */
  addExisting(paths: readonly string[]): void {
    for (const path of paths) {
      const follower = new RecordingFollower(path, () => this.publisherLeft());
      this.#entries.push({ feed: follower, lostS: undefined });
    }
    for (const { feed } of this.#entries.slice(0, -1)) feed.complete();
  }

  /** The source `path` is complete. */
  completed(path: string): void {
    const source = this.#entries.find(({ feed }) => feed.path === path);
    if (source === undefined) return;
    source.feed.complete();
    if (source !== this.#entries.at(-1) || !this.#hasPublisher) return;
    // If the same publisher continues, its next source starts within seconds.
    this.#completedMs = this.#eventMs = performance.now();
  }

  /** The publisher has left. Its source ends with its hook, or after a timeout. */
  publisherLeft(): void {
    if (!this.#hasPublisher) return;
    this.#hasPublisher = false;
    const nowMs = performance.now();
    const sinceS = this.#completedMs === undefined ? 0 : (nowMs - this.#completedMs) / 1000;
    if (sinceS >= CONTINUOUS_WITHIN_S) this.#lostAtEndS += sinceS;
    this.#completedMs = undefined;
    this.#eventMs = nowMs;
    this.#completeSoon();
    this.#notifier.notify();
  }

  /** The publisher has returned, or another one has arrived. */
  publisherArrived(): void {
    clearTimeout(this.#timer);
    this.#hasPublisher = true;
    this.#publishers++;
    this.#eventMs = performance.now();
    this.#notifier.notify();
  }

  /** Ends the queue: no further source is read. */
  close(): void {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    for (const { feed } of this.#entries) feed.complete();
  }

  /**
   * Waits for the next source.
   *
   * @param drained resolves when all previous sources have been aired; until then the publisher may return
   * @returns `undefined` when the stream has ended
   * @throws {RecordingNotAnnouncedError} or the error of `noSourceError`, when there was no source at all
   */
  async next(drained: () => Promise<void>, signal: AbortSignal): Promise<QueuedSource | undefined> {
    while (!this.#hasEnded) {
      const found = this.#entries[this.#taken];
      if (found !== undefined) {
        this.#taken++;
        return found;
      }
      const isFirst = this.#taken === 0;
      const allowedMs = this.#hasPublisher || isFirst ? ANNOUNCED_WITHIN_MS : this.#graceMs;
      const leftMs = this.#eventMs + allowedMs - performance.now();
      if (leftMs > 0) await this.#notifier.wait(signal, leftMs);
      else if (isFirst) throw this.#noSourceError(ANNOUNCED_WITHIN_MS);
      else if (this.#graceMs === 0) this.#hasEnded = true;
      else await this.#endUnlessChanged(drained, signal);
    }
    return undefined;
  }

  async #endUnlessChanged(drained: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const lastEventMs = this.#eventMs;
    await Promise.race([drained(), this.#notifier.wait(signal)]);
    if (this.#eventMs === lastEventMs) this.#hasEnded = true;
  }

  #completeSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const { feed } of this.#entries) feed.complete();
    }, COMPLETE_WITHIN_MS);
  }
}
