import { type PcmFormat, pcmDurationS, sampleAt } from '../ffmpeg/pcm-format.ts';
import { DubbedOutput, type DubbedOutputOptions, type OutputProgress } from './dubbed-output.ts';
import type { MediaHold } from './media-hold.ts';

/** Nothing has gone out. */
export const NO_OUTPUT: OutputProgress = {
  airedS: 0,
  stalledS: 0,
  publications: 0,
  onAir: false,
  avSyncDeltaMs: undefined,
};

interface Programme {
  readonly hold: MediaHold;
  readonly startS: number;
}

export interface StreamOutputOptions extends Omit<DubbedOutputOptions, 'hold'> {
  readonly format: PcmFormat;
}

/**
 * A stream's output over all of its recordings: one that goes on, or, where the video becomes another one (size,
 * codec parameters), one after the other.
 */
export class StreamOutput {
  readonly #options: StreamOutputOptions;
  readonly #next: Programme[] = [];
  #current: DubbedOutput | undefined;
  /** Of all windows so far. */
  #givenBytes = 0;
  /** Of the outputs that have ended. */
  #before = { stalledS: 0, publications: 0 };
  #progress = NO_OUTPUT;

  constructor(options: StreamOutputOptions) {
    this.#options = options;
  }

  /** Up to when the stream has been aired. */
  get airedS(): number {
    return this.#current?.airedS ?? this.#options.startS;
  }

  /** Whether it waits for audio. */
  get isStarving(): boolean {
    return this.#current?.isStarving ?? true;
  }

  /** From `startS` on, where a window begins, the video comes from `hold`. */
  programme(hold: MediaHold, startS: number): void {
    this.#next.push({ hold, startS });
  }

  /** Adds the next window's audio. Resolves when there is room for another window. */
  async air(pcm: Buffer): Promise<void> {
    const [next] = this.#next;
    const { format } = this.#options;
    const startS = this.#options.startS + pcmDurationS(format, this.#givenBytes);
    if (next !== undefined && sampleAt(format, startS) >= sampleAt(format, next.startS)) {
      this.#next.shift();
      await this.end();
      this.#before = { stalledS: this.#progress.stalledS, publications: this.#progress.publications };
      this.#current = new DubbedOutput({ ...this.#options, ...next, onProgress: (made) => this.#tell(made) });
    }
    this.#givenBytes += pcm.length;
    await this.#current?.air(pcm);
  }

  /** Airs what is left and ends the output in order. */
  async end(): Promise<void> {
    await this.#current?.end();
  }

  #tell(made: OutputProgress): void {
    this.#progress = {
      ...made,
      stalledS: this.#before.stalledS + made.stalledS,
      publications: this.#before.publications + made.publications,
    };
    this.#options.onProgress(this.#progress);
  }
}
