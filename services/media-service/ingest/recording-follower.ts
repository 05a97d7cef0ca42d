import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const CHUNK_BYTES = 64 * 1024;
/** MediaMTX adds to the file every 100 ms (recordPartDuration). */
const POLL_MS = 40;
const OPEN_WITHIN_MS = 5000;
/** MediaMTX turns a publisher out that sends nothing for 10 s (readTimeout), and then says that it is gone. */
const STALLED_AFTER_MS = 30_000;
const IDLE_AFTER_MS = 5000;

/** The recording that was announced never appeared. */
export class RecordingMissingError extends Error {
  override readonly name = 'RecordingMissingError';
  readonly code = 'RECORDING_MISSING';
  readonly path: string;

  constructor(path: string, waitedMs: number, cause: unknown) {
    super(
      `the recording ${path} could not be opened within ${waitedMs} ms; ` +
        'media-service must see the folder that MediaMTX records into under the same path (RECORDINGS_DIR)',
      { cause },
    );
    this.path = path;
  }
}

/** The recording grows no more, and nobody has said that it is complete. */
export class RecordingStalledError extends Error {
  override readonly name = 'RecordingStalledError';
  readonly code = 'RECORDING_STALLED';
  readonly path: string;
  readonly bytesRead: number;

  constructor(path: string, bytesRead: number, waitedMs: number) {
    super(
      `the recording ${path} has not grown beyond ${bytesRead} bytes for ${waitedMs} ms, and no hook has told of ` +
        'its end; is MediaMTX still there, and does it run `mtx-hook segment-complete`?',
    );
    this.path = path;
    this.bytesRead = bytesRead;
  }
}

/**
 * Reads a file while it grows, from its first byte to the end that somebody else declares.
 * Polls: file events do not cross every kind of shared volume.
 */
export class RecordingFollower {
  readonly path: string;
  readonly #onIdle: (() => void) | undefined;
  #completed = false;

  /**
   * @param onIdle for a recording that may have ended before anybody could be told: called once it does not grow
   *   for 5 s, and then it is complete
   */
  constructor(path: string, onIdle?: () => void) {
    this.path = path;
    this.#onIdle = onIdle;
  }

  /** Says that the file grows no more: what it holds now is read, then the iteration ends. */
  complete(): void {
    this.#completed = true;
  }

  /**
   * The file's bytes as they come.
   *
   * @param signal stops reading; the iteration then throws an AbortError
   * @param limits how long the file may take to appear, how long it may stay as it is, and where in it to begin
   * @throws {RecordingMissingError}
   * @throws {RecordingStalledError}
   */
  async *chunks(
    signal: AbortSignal,
    { openWithinMs = OPEN_WITHIN_MS, stalledAfterMs = STALLED_AFTER_MS, from = 0 } = {},
  ): AsyncGenerator<Buffer, void, undefined> {
    const file = await this.#open(signal, openWithinMs);
    let grownMs = performance.now();
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    let offset = from;
    try {
      while (true) {
        // Asked before the read: what is written before `complete()` is never left behind.
        const completed = this.#completed;
        const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, offset);
        if (bytesRead > 0) {
          offset += bytesRead;
          yield Buffer.from(buffer.subarray(0, bytesRead));
          grownMs = performance.now();
        } else if (completed) {
          return;
        } else if (this.#onIdle !== undefined && performance.now() - grownMs > IDLE_AFTER_MS) {
          this.complete();
          this.#onIdle();
        } else if (performance.now() - grownMs > stalledAfterMs) {
          throw new RecordingStalledError(this.path, offset, stalledAfterMs);
        } else {
          await sleep(POLL_MS, undefined, { signal });
        }
        signal.throwIfAborted();
      }
    } finally {
      await file.close();
    }
  }

  async #open(signal: AbortSignal, withinMs: number): Promise<FileHandle> {
    const deadlineMs = performance.now() + withinMs;
    while (true) {
      try {
        return await open(this.path, 'r');
      } catch (error) {
        if (performance.now() >= deadlineMs) throw new RecordingMissingError(this.path, withinMs, error);
        await sleep(POLL_MS, undefined, { signal });
      }
    }
  }
}
