import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { decodePcm, type Pcm } from '../../harness/media/index.ts';
import { Semaphore } from '../../lib/semaphore.ts';

const DECODE_WITHIN_MS = 10_000;

/**
 * Decodes each audio file of a run folder once for all steps, as many at a time as there are processors: the pipeline
 * under test uses them too.
 */
export class AudioCache {
  readonly #folder: string;
  readonly #signal: AbortSignal;
  readonly #decoded = new Map<string, Promise<Pcm>>();
  readonly #processors = new Semaphore(availableParallelism());

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
   * @throws {MediaToolError} when the file is not audio
   */
  async decode(path: string): Promise<Pcm> {
    const decoding = this.#decoded.get(path) ?? this.#decode(path);
    this.#decoded.set(path, decoding);
    return await decoding;
  }

  async #decode(path: string): Promise<Pcm> {
    const options = { signal: this.#signal, withinMs: DECODE_WITHIN_MS };
    const leave = await this.#processors.enter(this.#signal);
    try {
      return await decodePcm(join(this.#folder, path), options);
    } finally {
      leave();
    }
  }
}
