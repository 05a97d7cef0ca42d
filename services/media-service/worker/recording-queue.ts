import { Changes } from '../../runtime/changes.ts';
import { RecordingFollower } from '../ingest/recording-follower.ts';
import type { SourceFeed } from '../ingest/source-feed.ts';

/** MediaMTX says that a recording is complete right after its publisher left; this long it may take. */
const COMPLETE_WITHIN_MS = 3000;
/** A hook tells of the recording at the time at which another tells of the publisher. */
const ANNOUNCED_WITHIN_MS = 10_000;

/** No hook ever told where the stream is recorded. */
export class RecordingNotAnnouncedError extends Error {
  override readonly name = 'RecordingNotAnnouncedError';
  readonly code = 'RECORDING_NOT_ANNOUNCED';

  constructor(waitedMs: number) {
    super(
      `no segment-create hook came within ${waitedMs} ms of the stream's start; ` +
        'MediaMTX must record the path (record: yes) and run `mtx-hook segment-create` (runOnRecordSegmentCreate)',
    );
  }
}

interface Entry {
  readonly feed: SourceFeed;
  /** The publisher that it is of had recordings before; since the end of the last one so much time had gone by. */
  readonly lostMs: number | undefined;
}

/**
 * What the hooks tell about a stream's recordings; the events may come in any order, and before the worker. A
 * stream has one recording, and another each time its publisher comes back.
 */
export class RecordingQueue {
  readonly #graceMs: number;
  readonly #nothingCame: (waitedMs: number) => Error;
  readonly #changes = new Changes();
  readonly #all: Entry[] = [];
  /** How many have been taken. */
  #taken = 0;
  #isThere = true;
  #publishers = 1;
  /** When the last recording was said to be complete; `undefined` when there has been another publisher since. */
  #completedMs: number | undefined;
  /** When the publisher or its recording was told of last. */
  #sinceMs = performance.now();
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param graceMs how long a publisher that is gone may take to come back
   * @param nothingCame why there is nothing to read, when there never was
   */
  constructor(
    graceMs: number,
    nothingCame: (waitedMs: number) => Error = (waitedMs) => new RecordingNotAnnouncedError(waitedMs),
  ) {
    this.#graceMs = graceMs;
    this.#nothingCame = nothingCame;
  }

  /** The file that is read. */
  get path(): string | undefined {
    return this.#all[this.#taken - 1]?.feed.path;
  }

  /** How many publishers there have been. */
  get publishers(): number {
    return this.#publishers;
  }

  /**
   * Seconds of the source that were not recorded before the recording that was taken last, as far as the hooks tell;
   * `undefined` when its publisher had not come before it.
   */
  get lostS(): number | undefined {
    const lostMs = this.#all[this.#taken - 1]?.lostMs;
    return lostMs === undefined ? undefined : lostMs / 1000;
  }

  /** Whether a publisher that comes, and its recording, still belong to this stream. */
  get isOpen(): boolean {
    if (this.#isOver) return false;
    return this.#graceMs > 0 || this.#isThere;
  }

  /** Whether a recording that begins now would be this stream's. */
  get takesRecording(): boolean {
    // MediaMTX begins another one of the same publisher, too: when its clock jumps.
    return !this.#isOver && (this.#graceMs > 0 || this.#all.length === 0 || this.#isThere);
  }

  /** MediaMTX has begun to record into `path`: the recording before it is complete. */
  created(path: string): void {
    if (!this.#all.some(({ feed }) => feed.path === path)) this.add(new RecordingFollower(path));
  }

  /** What comes next begins: the one before it is complete. */
  add(feed: SourceFeed): void {
    this.#all.at(-1)?.feed.complete();
    const nowMs = performance.now();
    const lostMs = this.#completedMs === undefined ? undefined : nowMs - this.#completedMs;
    this.#all.push({ feed, lostMs });
    this.#completedMs = undefined;
    this.#sinceMs = nowMs;
    // The publisher that it is of will be told of, else it has gone already.
    if (!this.#isThere) this.#completeSoon();
    this.#changes.tell();
  }

  /** Recordings of before this process, the last of which may have ended while nobody could be told. */
  found(paths: readonly string[]): void {
    for (const path of paths) {
      const follower = new RecordingFollower(path, () => this.publisherGone());
      this.#all.push({ feed: follower, lostMs: undefined });
    }
    for (const { feed } of this.#all.slice(0, -1)) feed.complete();
  }

  /** MediaMTX has written the last of `path`. */
  completed(path: string): void {
    const recording = this.#all.find(({ feed }) => feed.path === path);
    if (recording === undefined) return;
    recording.feed.complete();
    if (recording !== this.#all.at(-1) || !this.#isThere) return;
    // Another one of the same publisher begins within seconds, if any.
    this.#completedMs = this.#sinceMs = performance.now();
  }

  /** The publisher left. Its recording ends when that is told, or without it after a while. */
  publisherGone(): void {
    if (!this.#isThere) return;
    this.#isThere = false;
    this.#completedMs = undefined;
    this.#sinceMs = performance.now();
    this.#completeSoon();
    this.#changes.tell();
  }

  /** A publisher is back. */
  publisherCame(): void {
    clearTimeout(this.#timer);
    this.#isThere = true;
    this.#publishers++;
    this.#sinceMs = performance.now();
    this.#changes.tell();
  }

  /** Nobody wants what is recorded any more. */
  close(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    for (const { feed } of this.#all) feed.complete();
  }

  /**
   * Waits for the next recording.
   *
   * @param quiet resolves when everything of the recordings before has been aired: as long as the output goes on,
   *   a publisher may come back
   * @returns `undefined` when the stream is over
   * @throws {RecordingNotAnnouncedError} or another, when there never was one
   */
  async next(quiet: () => Promise<void>, signal: AbortSignal): Promise<SourceFeed | undefined> {
    while (!this.#isOver) {
      const found = this.#all[this.#taken];
      if (found !== undefined) {
        this.#taken++;
        return found.feed;
      }
      const isFirst = this.#taken === 0;
      const allowedMs = this.#isThere || isFirst ? ANNOUNCED_WITHIN_MS : this.#graceMs;
      const leftMs = this.#sinceMs + allowedMs - performance.now();
      if (leftMs > 0) await this.#changes.next(signal, leftMs);
      else if (isFirst) throw this.#nothingCame(ANNOUNCED_WITHIN_MS);
      else if (this.#graceMs === 0) this.#isOver = true;
      else await this.#overUnlessChanged(quiet, signal);
    }
    return undefined;
  }

  async #overUnlessChanged(quiet: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const before = this.#sinceMs;
    await Promise.race([quiet(), this.#changes.next(signal)]);
    if (this.#sinceMs === before) this.#isOver = true;
  }

  #completeSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const { feed } of this.#all) feed.complete();
    }, COMPLETE_WITHIN_MS);
  }
}
