import { join } from 'node:path';
import { decodePcm, type Pcm } from '../../harness/media/index.ts';

const DECODE_WITHIN_MS = 10_000;

/** Decodes each piece of audio in a run folder once, however many steps look at it. */
export class SoundCache {
  readonly #folder: string;
  readonly #signal: AbortSignal;
  readonly #sounds = new Map<string, Promise<Pcm>>();

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
    const decoding = decodePcm(join(this.#folder, path), {
      signal: this.#signal,
      withinMs: DECODE_WITHIN_MS,
    });
    this.#sounds.set(path, decoding);
    return await decoding;
  }
}
