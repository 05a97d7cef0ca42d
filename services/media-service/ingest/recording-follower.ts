import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const CHUNK_BYTES = 64 * 1024;
/** MediaMTX appends to the file every 100 ms (recordPartDuration). */
const POLL_MS = 40;
const OPEN_WITHIN_MS = 5000;
/** MediaMTX disconnects a publisher that sends nothing for 10 s (readTimeout), and then calls the hook. */
const STALLED_AFTER_MS = 30_000;
const IDLE_AFTER_MS = 5000;

/** The announced recording could not be opened. */
export class RecordingMissingError extends Error {
  override readonly name = 'RecordingMissingError';
  readonly code = 'RECORDING_MISSING';
  readonly path: string;

  constructor(path: string, waitedMs: number, cause: unknown) {
    super(
      `cannot open the recording ${path} within ${waitedMs} ms; media-service must have access to MediaMTX's ` +
        'recordings folder under the same path (RECORDINGS_DIR)',
      { cause },
    );
    this.path = path;
  }
}

/** The recording has stopped growing without a hook that reports its end. */
export class RecordingStalledError extends Error {
  override readonly name = 'RecordingStalledError';
  readonly code = 'RECORDING_STALLED';
  readonly path: string;
  readonly bytesRead: number;

  constructor(path: string, bytesRead: number, waitedMs: number) {
    super(
      `the recording ${path} has not grown beyond ${bytesRead} bytes for ${waitedMs} ms, and no hook has reported its ` +
        'end. Check that MediaMTX is running and calls `mtx-hook segment-complete`',
    );
    this.path = path;
    this.bytesRead = bytesRead;
  }
}

/**
 * Reads a file while it grows, until {@link complete} is called.
 * Polls, because file events do not cross every kind of shared volume.
 */
export class RecordingFollower {
  readonly path: string;
  readonly #onIdle: (() => void) | undefined;
  #completed = false;

  /**
   * @param onIdle for a recording that may have ended without a hook: called when the file has not grown for 5 s; it is
   *   complete then
   */
  constructor(path: string, onIdle?: () => void) {
    this.path = path;
    this.#onIdle = onIdle;
  }

  /** Declares the file complete: its remaining bytes are read, then the iteration ends. */
  complete(): void {
    this.#completed = true;
  }

  /**
   * The file's bytes as they are written.
   *
   * @param signal stops reading; the iteration then throws an AbortError
   * @param limits how long the file may take to appear, how long it may stay unchanged, and the first offset to read
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
        // Checked before the read, so that bytes written before `complete()` are always read.
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
