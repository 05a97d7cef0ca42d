import { RecordingFollower } from '../ingest/recording-follower.ts';

/** MediaMTX says that a recording is complete right after its publisher left; this long it may take. */
const COMPLETE_WITHIN_MS = 3000;

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

/** What the hooks tell about a stream's recording; the events may come in any order, and before the worker. */
export class RecordingAnnouncement {
  readonly #announced = Promise.withResolvers<RecordingFollower>();
  #follower: RecordingFollower | undefined;
  #completed = false;
  #timer: NodeJS.Timeout | undefined;

  /** The file that is followed, once it is known. */
  get path(): string | undefined {
    return this.#follower?.path;
  }

  /** MediaMTX has begun to record into `path`. The first one counts. */
  created(path: string): void {
    if (this.#follower !== undefined) return;
    this.#follower = new RecordingFollower(path);
    if (this.#completed) this.#follower.complete();
    this.#announced.resolve(this.#follower);
  }

  /** Nothing more is to be read: MediaMTX has written the last of it, or nobody wants it any more. */
  completed(): void {
    clearTimeout(this.#timer);
    this.#completed = true;
    this.#follower?.complete();
  }

  /** The publisher left. The recording ends with {@link completed}, or without it after a while. */
  publisherGone(): void {
    if (!this.#completed) this.#timer ??= setTimeout(() => this.completed(), COMPLETE_WITHIN_MS);
  }

  /**
   * Waits for the recording.
   *
   * @throws {RecordingNotAnnouncedError}
   */
  async follower(withinMs: number, signal: AbortSignal): Promise<RecordingFollower> {
    signal.throwIfAborted();
    const { promise: never, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new RecordingNotAnnouncedError(withinMs)), withinMs);
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([this.#announced.promise, never]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }
}
