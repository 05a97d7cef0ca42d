import { type PcmFormat, pcmDurationS, sampleAt } from '../ffmpeg/pcm-format.ts';
import { DubbedOutput, type DubbedOutputOptions, type OutputProgress } from './dubbed-output.ts';
import type { FragmentBuffer } from './fragment-buffer.ts';

/** The progress before the first publication. */
export const NO_OUTPUT: OutputProgress = {
  airedS: 0,
  stalledS: 0,
  publications: 0,
  onAir: false,
  avSyncDeltaMs: undefined,
};

interface NextSource {
  readonly buffer: FragmentBuffer;
  readonly startS: number;
}

export interface StreamOutputOptions extends Omit<DubbedOutputOptions, 'buffer'> {
  readonly format: PcmFormat;
}

/**
 * The output of a stream over all of its recordings. A change of the video (size, codec parameters) ends the current
 * publication and starts another one.
 */
export class StreamOutput {
  readonly #options: StreamOutputOptions;
  readonly #next: NextSource[] = [];
  #current: DubbedOutput | undefined;
  /** PCM of all segments so far. */
  #pcmBytes = 0;
  /** Totals of the outputs that have ended. */
  #ended = { stalledS: 0, publications: 0 };
  #progress = NO_OUTPUT;

  constructor(options: StreamOutputOptions) {
    this.#options = options;
  }

  /** End of the aired part of the stream. */
  get airedS(): number {
    return this.#current?.airedS ?? this.#options.startS;
  }

  /** Whether the output waits for audio. */
  get isStarving(): boolean {
    return this.#current?.isStarving ?? true;
  }

  /** Takes the video from another buffer, from the segment that starts at `startS` on. */
  switchSource(buffer: FragmentBuffer, startS: number): void {
    this.#next.push({ buffer, startS });
  }

  /** Adds the audio of the next segment. Resolves when the output accepts another one. */
  async air(pcm: Buffer): Promise<void> {
    const [next] = this.#next;
    const { format } = this.#options;
    const startS = this.#options.startS + pcmDurationS(format, this.#pcmBytes);
    if (next !== undefined && sampleAt(format, startS) >= sampleAt(format, next.startS)) {
      this.#next.shift();
      await this.end();
      this.#ended = { stalledS: this.#progress.stalledS, publications: this.#progress.publications };
      this.#current = new DubbedOutput({
        ...this.#options,
        ...next,
        onProgress: (progress) => this.#report(progress),
      });
    }
    this.#pcmBytes += pcm.length;
    await this.#current?.air(pcm);
  }

  /** Airs the remaining audio and closes the output. */
  async end(): Promise<void> {
    await this.#current?.end();
  }

  #report(progress: OutputProgress): void {
    this.#progress = {
      ...progress,
      stalledS: this.#ended.stalledS + progress.stalledS,
      publications: this.#ended.publications + progress.publications,
    };
    this.#options.onProgress(this.#progress);
  }
}
