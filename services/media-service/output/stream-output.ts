import { type PcmFormat, pcmDurationS, sampleAt } from '../ffmpeg/pcm-format.ts';
import type { Mp4FragmentBuffer } from './mp4-fragment-buffer.ts';
import {
  type OutputProgress,
  ReconnectingOutput,
  type ReconnectingOutputOptions,
} from './reconnecting-output.ts';

/** The progress before the first publication. */
export const NO_OUTPUT: OutputProgress = {
  airedS: 0,
  stalledS: 0,
  publications: 0,
  onAir: false,
  avSyncDeltaMs: undefined,
};

interface NextSource {
  readonly buffer: Mp4FragmentBuffer;
  readonly startS: number;
}

export interface StreamOutputOptions extends Omit<ReconnectingOutputOptions, 'buffer'> {
  readonly format: PcmFormat;
}

/**
 * The output of a stream over all of its recordings. A change of the video (size, codec parameters) ends the current
 * connection and starts another one.
 *
 * The levels of the output, each of which uses one or more of the next:
 * - {@link StreamOutput}: the output of a stream, over all configurations of its video.
 * - {@link ReconnectingOutput}: the output with one configuration, over all connections to MediaMTX.
 * - `Publication`: one connection, from connecting to its end or loss.
 * - `OutputFfmpeg`: the ffmpeg process of a connection.
 */
export class StreamOutput {
  readonly #options: StreamOutputOptions;
  readonly #next: NextSource[] = [];
  #current: ReconnectingOutput | undefined;
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

  /** Continues with the video of another buffer at the segment that starts at `startS`. */
  switchSource(buffer: Mp4FragmentBuffer, startS: number): void {
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
      this.#current = new ReconnectingOutput({
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
