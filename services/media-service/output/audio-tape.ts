/** The output's PCM: what is still to be aired, and what was aired a little while ago. Places are bytes. */
export class AudioTape {
  #pieces: Buffer[] = [];
  #start = 0;
  #end = 0;

  /** The first byte that is kept. */
  get start(): number {
    return this.#start;
  }

  /** Where the next piece will begin. */
  get end(): number {
    return this.#end;
  }

  push(pcm: Buffer): void {
    this.#pieces.push(pcm);
    this.#end += pcm.length;
  }

  /** What is kept between two places. */
  read(from: number, to: number): Buffer[] {
    const found: Buffer[] = [];
    let start = this.#start;
    for (const piece of this.#pieces) {
      const part = piece.subarray(Math.max(0, from - start), Math.max(0, to - start));
      if (part.length > 0) found.push(part);
      start += piece.length;
    }
    return found;
  }

  /** Drops what lies whole before a place. */
  forget(before: number): void {
    while (this.#pieces[0] !== undefined && this.#start + this.#pieces[0].length <= before) {
      this.#start += this.#pieces.shift()?.length ?? 0;
    }
  }
}
