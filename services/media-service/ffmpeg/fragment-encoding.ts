import { readFile, rm } from 'node:fs/promises';
import type { FragmentAudio } from '../../contracts/fragment.ts';
import { startConversion } from './conversion.ts';
import { channelFilters, type PcmFormat, pcmDurationS, pcmInputArgs } from './pcm-format.ts';

const QUALITY = ['-c:a', 'aac', '-b:a', '96k'];
/** The format is known: probing would only delay the encoding. */
const KNOWN_INPUT = ['-probesize', '32', '-analyzeduration', '0'];

export interface FragmentEncodingOptions {
  /** The file that ffmpeg writes; it must be seekable, because the index of an M4A is completed at the end. */
  readonly file: string;
  /** Format of the PCM. */
  readonly from: PcmFormat;
  /** Sample rate and channels of the encoded audio. */
  readonly to: PcmFormat;
  /** Aborts the encoding. */
  readonly signal: AbortSignal;
}

/**
 * Encodes a segment as AAC in M4A while its samples arrive. When the last sample has arrived, almost all of it has been
 * encoded.
 */
export class FragmentEncoding {
  /** Resolves when ffmpeg has exited and its file is removed, after success and failure. */
  readonly closed: Promise<void>;
  readonly #abandoned = new AbortController();
  readonly #write: (pcm: Buffer) => void;
  readonly #end: () => void;
  readonly #audio: Promise<FragmentAudio>;
  #bytes = 0;

  /** Starts ffmpeg. */
  constructor({ file, from, to, signal }: FragmentEncodingOptions) {
    const filters = channelFilters(from.channels, to.channels);
    const filter = filters.length === 0 ? [] : ['-af', filters.join(',')];
    const shape = [...filter, '-ar', String(to.sampleRateHz)];
    const args = [...KNOWN_INPUT, ...pcmInputArgs(from), '-i', 'pipe:0', ...QUALITY, ...shape, file];
    const aborted = AbortSignal.any([signal, this.#abandoned.signal]);
    const { stdin, output } = startConversion('encode', args, aborted);
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

  /** Adds samples. */
  write(pcm: Buffer): void {
    this.#bytes += pcm.length;
    this.#write(pcm);
  }

  /**
   * Completes the encoding after the last sample.
   *
   * @param signal aborts it
   * @throws {FfmpegError} or the reason of the abort
   */
  async finish(signal: AbortSignal): Promise<FragmentAudio> {
    const abort = (): void => this.abandon(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    this.#end();
    return await this.#audio.finally(() => signal.removeEventListener('abort', abort));
  }

  /** Aborts the encoding. Does nothing after it has finished. */
  abandon(reason: unknown = new Error('the segment is not sent')): void {
    this.#abandoned.abort(reason);
  }
}
