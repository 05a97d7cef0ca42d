/** Bytes that have come in and have not been read yet. What is read may share memory with what came in. */
export class ByteQueue {
  #chunks: Buffer[] = [];
  #length = 0;
  #ended = false;

  get length(): number {
    return this.#length;
  }

  /** Whether nothing more will come. */
  get ended(): boolean {
    return this.#ended;
  }

  add(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  end(): void {
    this.#ended = true;
  }

  /** Forgets what has not been read. */
  clear(): void {
    this.#chunks = [];
    this.#length = 0;
  }

  /** Removes the first `count` bytes, or as many as there are. */
  take(count: number): Buffer {
    const wanted = Math.min(count, this.#length);
    let covered = 0;
    let chunks = 0;
    for (const { length } of this.#chunks) {
      if (covered >= wanted) break;
      covered += length;
      chunks += 1;
    }
    const parts = this.#chunks.splice(0, chunks);
    const last = parts.at(-1);
    if (last !== undefined && covered > wanted) {
      const split = last.length - (covered - wanted);
      parts[chunks - 1] = last.subarray(0, split);
      this.#chunks.unshift(last.subarray(split));
    }
    this.#length -= wanted;
    const [only, ...others] = parts;
    return only !== undefined && others.length === 0 ? only : Buffer.concat(parts, wanted);
  }

  /** Where `pattern` begins; -1 when it is not there. */
  indexOf(pattern: string): number {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks, this.#length)];
    return this.#chunks[0]?.indexOf(pattern, 0, 'latin1') ?? -1;
  }
}
