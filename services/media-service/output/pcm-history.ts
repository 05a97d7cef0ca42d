/** The PCM of an output: audio to be aired, and recently aired audio for a new publication. Offsets are bytes. */
export class PcmHistory {
  #chunks: Buffer[] = [];
  #start = 0;
  #end = 0;

  /** Offset of the first stored byte. */
  get start(): number {
    return this.#start;
  }

  /** Offset after the last stored byte. */
  get end(): number {
    return this.#end;
  }

  push(pcm: Buffer): void {
    this.#chunks.push(pcm);
    this.#end += pcm.length;
  }

  /** The stored bytes between two offsets. */
  read(from: number, to: number): Buffer[] {
    const found: Buffer[] = [];
    let start = this.#start;
    for (const chunk of this.#chunks) {
      const part = chunk.subarray(Math.max(0, from - start), Math.max(0, to - start));
      if (part.length > 0) found.push(part);
      start += chunk.length;
    }
    return found;
  }

  /** Discards chunks that end before an offset. */
  discardBefore(offset: number): void {
    while (this.#chunks[0] !== undefined && this.#start + this.#chunks[0].length <= offset) {
      this.#start += this.#chunks.shift()?.length ?? 0;
    }
  }
}
