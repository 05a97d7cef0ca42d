import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { decodePcm, type Pcm } from '../../harness/media/index.ts';

const DECODE_WITHIN_MS = 10_000;

/**
 * Decodes each piece of audio in a run folder once, however many steps look at it, and no more at a time than there are
 * processors: the pipeline under test runs on them too.
 */
export class SoundCache {
  readonly #folder: string;
  readonly #signal: AbortSignal;
  readonly #sounds = new Map<string, Promise<Pcm>>();
  readonly #waiting: (() => void)[] = [];
  #free = availableParallelism();

  /**
   * @param folder run folder
   * @param signal of the run
   */
  constructor(folder: string, signal: AbortSignal) {
    this.#folder = folder;
    this.#signal = signal;
  }

  /**
   * @param path in the run folder
   * @throws {MediaToolError} when it is not audio
   */
  async decode(path: string): Promise<Pcm> {
    const known = this.#sounds.get(path);
    if (known !== undefined) return await known;
    const decoding = this.#inTurn(path);
    this.#sounds.set(path, decoding);
    return await decoding;
  }

  async #inTurn(path: string): Promise<Pcm> {
    if (this.#free === 0) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#free -= 1;
    try {
      return await decodePcm(join(this.#folder, path), { signal: this.#signal, withinMs: DECODE_WITHIN_MS });
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
