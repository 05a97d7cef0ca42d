import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const EVERY_MS = 25;
const CHUNK_BYTES = 64 * 1024;

/**
 * Reads what is appended to a file. Synchronous: reading from the page cache is faster than a round trip through the
 * thread pool, and `stop` can read up to the end of the file.
 */
export class FileTail {
  readonly #file: number;
  readonly #onChunk: (chunk: Buffer) => void;
  readonly #timer: NodeJS.Timeout;
  #position: number;

  /**
   * @param path an existing file
   * @param from where to start: a position in bytes, 0 by default, or the current end
   */
  constructor(path: string, onChunk: (chunk: Buffer) => void, from: number | 'end' = 0) {
    this.#file = openSync(path, 'r');
    this.#position = from === 'end' ? fstatSync(this.#file).size : from;
    this.#onChunk = onChunk;
    this.#timer = setInterval(() => this.#read(), EVERY_MS);
  }

  /** Reads up to the current end of the file and closes it. */
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
