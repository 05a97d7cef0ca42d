import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const CHUNK_BYTES = 64 * 1024;
/** MediaMTX adds to the file every 100 ms (recordPartDuration). */
const POLL_MS = 40;

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

/**
 * Reads a file while it grows, from its first byte to the end that somebody else declares.
 * Polls: file events do not cross every kind of shared volume.
 */
export class RecordingFollower {
  readonly path: string;
  #completed = false;

  constructor(path: string) {
    this.path = path;
  }

  /** Says that the file grows no more: what it holds now is read, then the iteration ends. */
  complete(): void {
    this.#completed = true;
  }

  /**
   * The file's bytes as they come.
   *
   * @param signal stops reading; the iteration then throws an AbortError
   * @param openWithinMs how long the file may take to appear
   * @throws {RecordingMissingError}
   */
  async *chunks(signal: AbortSignal, openWithinMs = 5000): AsyncGenerator<Buffer, void, undefined> {
    const file = await this.#open(signal, openWithinMs);
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    let offset = 0;
    try {
      while (true) {
        // Asked before the read: what is written before `complete()` is never left behind.
        const completed = this.#completed;
        const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, offset);
        if (bytesRead > 0) {
          offset += bytesRead;
          yield Buffer.from(buffer.subarray(0, bytesRead));
        } else if (completed) {
          return;
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
