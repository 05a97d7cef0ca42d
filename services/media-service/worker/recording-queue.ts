import { Notifier } from '../../runtime/notifier.ts';
import { RecordingFollower } from '../ingest/recording-follower.ts';
import type { SourceFeed } from '../ingest/source-feed.ts';

/** The `segment-complete` hook follows `not-ready` immediately; without it, a recording counts as complete after this. */
const COMPLETE_WITHIN_MS = 3000;
/** The hooks of a recording and of its publisher are called at the same time. */
const ANNOUNCED_WITHIN_MS = 10_000;

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

interface Entry {
  readonly feed: SourceFeed;
  /** Time since the previous recording of the same publisher; `undefined` for its first one. */
  readonly lostMs: number | undefined;
}

/**
 * The recordings of a stream in the order in which hooks announce them. Events may arrive in any order, and before the
 * worker starts. A stream has one recording, and another one each time its publisher returns.
 */
export class RecordingQueue {
  readonly #graceMs: number;
  readonly #noSourceError: (waitedMs: number) => Error;
  readonly #notifier = new Notifier();
  readonly #entries: Entry[] = [];
  /** The number of recordings that have been taken. */
  #taken = 0;
  #hasPublisher = true;
  #publishers = 1;
  /** When the last recording was completed; `undefined` if the publisher has changed since. */
  #completedMs: number | undefined;
  /** Time of the last event of the publisher or its recordings. */
  #eventMs = performance.now();
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param graceMs how long a publisher may be away before the stream ends
   * @param noSourceError creates the error for a stream without any recording
   */
  constructor(
    graceMs: number,
    noSourceError: (waitedMs: number) => Error = (waitedMs) => new RecordingNotAnnouncedError(waitedMs),
  ) {
    this.#graceMs = graceMs;
    this.#noSourceError = noSourceError;
  }

  /** The recording that is being read. */
  get path(): string | undefined {
    return this.#entries[this.#taken - 1]?.feed.path;
  }

  /** The number of publishers so far. */
  get publishers(): number {
    return this.#publishers;
  }

  /**
   * Seconds of the source missing before the recording that was taken last, by the times of the hooks; `undefined` when
   * it is the first one of its publisher.
   */
  get lostS(): number | undefined {
    const lostMs = this.#entries[this.#taken - 1]?.lostMs;
    return lostMs === undefined ? undefined : lostMs / 1000;
  }

  /** Whether a new publisher and its recording would belong to this stream. */
  get isOpen(): boolean {
    if (this.#isOver) return false;
    return this.#graceMs > 0 || this.#hasPublisher;
  }

  /** Whether a new recording would belong to this stream. */
  get acceptsRecording(): boolean {
    // MediaMTX also starts a new recording of the same publisher when its timestamps jump.
    return !this.#isOver && (this.#graceMs > 0 || this.#entries.length === 0 || this.#hasPublisher);
  }

  /** MediaMTX has started to record to `path`: the previous recording is complete. */
  created(path: string): void {
    if (!this.#entries.some(({ feed }) => feed.path === path)) this.add(new RecordingFollower(path));
  }

  /** Adds the next source: the previous one is complete. */
  add(feed: SourceFeed): void {
    this.#entries.at(-1)?.feed.complete();
    const nowMs = performance.now();
    const lostMs = this.#completedMs === undefined ? undefined : nowMs - this.#completedMs;
    this.#entries.push({ feed, lostMs });
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
      this.#entries.push({ feed: follower, lostMs: undefined });
    }
    for (const { feed } of this.#entries.slice(0, -1)) feed.complete();
  }

  /** MediaMTX has finished the recording `path`. */
  completed(path: string): void {
    const recording = this.#entries.find(({ feed }) => feed.path === path);
    if (recording === undefined) return;
    recording.feed.complete();
    if (recording !== this.#entries.at(-1) || !this.#hasPublisher) return;
    // If the same publisher continues, its next recording starts within seconds.
    this.#completedMs = this.#eventMs = performance.now();
  }

  /** The publisher has left. Its recording ends with its hook, or after a timeout. */
  publisherLeft(): void {
    if (!this.#hasPublisher) return;
    this.#hasPublisher = false;
    this.#completedMs = undefined;
    this.#eventMs = performance.now();
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

  /** Ends the queue: no further recording is read. */
  close(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    for (const { feed } of this.#entries) feed.complete();
  }

  /**
   * Waits for the next recording.
   *
   * @param drained resolves when all previous recordings have been aired; until then the publisher may return
   * @returns `undefined` when the stream is over
   * @throws {RecordingNotAnnouncedError} or the error of `noSourceError`, when there was no recording at all
   */
  async next(drained: () => Promise<void>, signal: AbortSignal): Promise<SourceFeed | undefined> {
    while (!this.#isOver) {
      const found = this.#entries[this.#taken];
      if (found !== undefined) {
        this.#taken++;
        return found.feed;
      }
      const isFirst = this.#taken === 0;
      const allowedMs = this.#hasPublisher || isFirst ? ANNOUNCED_WITHIN_MS : this.#graceMs;
      const leftMs = this.#eventMs + allowedMs - performance.now();
      if (leftMs > 0) await this.#notifier.wait(signal, leftMs);
      else if (isFirst) throw this.#noSourceError(ANNOUNCED_WITHIN_MS);
      else if (this.#graceMs === 0) this.#isOver = true;
      else await this.#endUnlessChanged(drained, signal);
    }
    return undefined;
  }

  async #endUnlessChanged(drained: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const lastEventMs = this.#eventMs;
    await Promise.race([drained(), this.#notifier.wait(signal)]);
    if (this.#eventMs === lastEventMs) this.#isOver = true;
  }

  #completeSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const { feed } of this.#entries) feed.complete();
    }, COMPLETE_WITHIN_MS);
  }
}
