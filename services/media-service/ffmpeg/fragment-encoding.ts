import { readFile, rm } from 'node:fs/promises';
import type { FragmentAudio } from '../../contracts/fragment.ts';
import { startConversion } from './conversion.ts';
import { type PcmFormat, pcmDurationS, pcmInputArgs } from './pcm-format.ts';

const QUALITY = ['-c:a', 'aac', '-b:a', '96k'];
/** There is nothing to find out about samples: looking at some first would hold them all back. */
const KNOWN_INPUT = ['-probesize', '32', '-analyzeduration', '0'];

export interface FragmentEncodingOptions {
  /** Where ffmpeg writes: the index of an M4A is put in its place at the end. */
  readonly file: string;
  /** The PCM that is written. */
  readonly from: PcmFormat;
  /** Sample rate and channels of the encoded audio. */
  readonly to: PcmFormat;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * A window that is encoded while its samples come, as the protocol wants it: AAC in M4A. When the last one has come,
 * all but its end has been encoded.
 */
export class FragmentEncoding {
  /** Resolves when nothing of it is left, however it ended. */
  readonly closed: Promise<void>;
  readonly #abandoned = new AbortController();
  readonly #write: (pcm: Buffer) => void;
  readonly #end: () => void;
  readonly #audio: Promise<FragmentAudio>;
  #bytes = 0;

  /** Starts at once. */
  constructor({ file, from, to, signal }: FragmentEncodingOptions) {
    const shape = ['-ar', String(to.sampleRateHz), '-ac', String(to.channels)];
    const args = [...KNOWN_INPUT, ...pcmInputArgs(from), '-i', 'pipe:0', ...QUALITY, ...shape, file];
    const ends = AbortSignal.any([signal, this.#abandoned.signal]);
    const { stdin, output } = startConversion('encode', args, ends);
    this.#write = (pcm) => stdin.write(pcm);
    this.#end = () => stdin.end();
    this.#audio = output
      .then(async () => ({
        format: 'm4a',
        sample_rate_hz: to.sampleRateHz,
        channels: to.channels,
        duration_ms: Math.round(pcmDurationS(from, this.#bytes) * 1000),
        data_base64: await readFile(file, 'base64'),
      }))
      .finally(() => rm(file, { force: true }));
    this.closed = this.#audio.then(
      () => undefined,
      () => undefined,
    );
  }

  /** Adds the samples that come next. */
  write(pcm: Buffer): void {
    this.#bytes += pcm.length;
    this.#write(pcm);
  }

  /**
   * All samples have been written.
   *
   * @param signal gives it up
   * @throws {FfmpegError} or the reason of what ended it
   */
  async finish(signal: AbortSignal): Promise<FragmentAudio> {
    const giveUp = (): void => this.abandon(signal.reason);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    this.#end();
    return await this.#audio.finally(() => signal.removeEventListener('abort', giveUp));
  }

  /** Nobody wants it any more. Does nothing once it is finished. */
  abandon(reason: unknown = new Error('the window is not sent')): void {
    this.#abandoned.abort(reason);
  }
}
