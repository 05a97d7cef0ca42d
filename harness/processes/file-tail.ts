import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

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
  #position: number;

  /**
   * @param path a file that exists
   * @param from where to begin: at a place in bytes, its start by default, or with what is added from now on
   */
  constructor(path: string, onChunk: (chunk: Buffer) => void, from: number | 'end' = 0) {
    this.#file = openSync(path, 'r');
    this.#position = from === 'end' ? fstatSync(this.#file).size : from;
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
      const length = readSync(this.#file, chunk, 0, CHUNK_BYTES, this.#position);
      if (length === 0) return;
      this.#position += length;
      this.#onChunk(chunk.subarray(0, length));
    }
  }
}
