import { closeSync, openSync, readSync } from 'node:fs';

const EVERY_MS = 25;
const CHUNK_BYTES = 64 * 1024;

/**
 * Reads what is added to a file. Synchronous: a read of what the page cache holds is quicker than a round trip
 * through the thread pool, and at the end nothing is left behind.
 */
export class FileTail {
  readonly #file: number;
  readonly #onChunk: (chunk: Buffer) => void;
  readonly #timer: NodeJS.Timeout;

  /** @param path a file that exists */
  constructor(path: string, onChunk: (chunk: Buffer) => void) {
    this.#file = openSync(path, 'r');
    this.#onChunk = onChunk;
    this.#timer = setInterval(() => this.#read(), EVERY_MS);
  }

  /** Reads to the present end of the file, and no further. */
  stop(): void {
    clearInterval(this.#timer);
    this.#read();
    closeSync(this.#file);
  }

  #read(): void {
    while (true) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const length = readSync(this.#file, chunk);
      if (length === 0) return;
      this.#onChunk(chunk.subarray(0, length));
    }
  }
}
