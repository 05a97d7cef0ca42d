import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const CHUNK_BYTES = 256 * 1024;
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
  #bytesRead = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** How far it has read. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Says that the file grows no more: what it holds now is read, then the iteration ends. */
  complete(): void {
    this.#completed = true;
  }

  /**
   * @param signal stops reading; the iteration then throws its reason
   * @param openWithinMs how long the file may take to appear
   * @throws {RecordingMissingError}
   */
  async *chunks(signal: AbortSignal, openWithinMs = 5000): AsyncGenerator<Buffer, void, undefined> {
    const file = await this.#open(signal, openWithinMs);
    try {
      while (true) {
        // Asked before the read: what is written before `complete()` is never left behind.
        const completed = this.#completed;
        const { bytesRead, buffer } = await file.read(
          Buffer.allocUnsafe(CHUNK_BYTES),
          0,
          CHUNK_BYTES,
          this.#bytesRead,
        );
        signal.throwIfAborted();
        if (bytesRead > 0) {
          this.#bytesRead += bytesRead;
          yield buffer.subarray(0, bytesRead);
        } else if (completed) {
          return;
        } else {
          await sleep(POLL_MS, undefined, { signal });
        }
      }
    } finally {
      await file.close();
    }
  }

  async #open(signal: AbortSignal, withinMs: number): Promise<FileHandle> {
    const deadline = performance.now() + withinMs;
    while (true) {
      try {
        return await open(this.path, 'r');
      } catch (error) {
        if (performance.now() >= deadline) throw new RecordingMissingError(this.path, withinMs, error);
        await sleep(POLL_MS, undefined, { signal });
      }
    }
  }
}
