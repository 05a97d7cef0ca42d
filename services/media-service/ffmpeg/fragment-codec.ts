import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { FragmentAudio } from '../../contracts/fragment.ts';
import { audioInputArgs } from './audio-input.ts';
import { FfmpegError } from './ffmpeg-error.ts';
import { type PcmFormat, pcmDurationS, pcmInputArgs, pcmOutputArgs } from './pcm-format.ts';

const QUIET = ['-hide_banner', '-nostdin', '-loglevel', 'error'];
const CODEC_TIMEOUT_MS = 10_000;
/** The longest audio of the protocol, and the 20 % that a result may be off. What goes on longer is cut. */
const LONGEST_AUDIO_S = 72;

/** The bytes are no audio that the protocol knows. */
export class UnknownAudioError extends Error {
  override readonly name = 'UnknownAudioError';
  readonly code = 'UNKNOWN_AUDIO';

  constructor(bytes: Buffer, label: string) {
    const start = bytes.toString('hex', 0, 12);
    super(
      `audio labelled "${label}" holds ${bytes.length === 0 ? 'nothing' : `bytes that begin with ${start}`}; ` +
        'expected M4A, ADTS, WAV, or samples that are labelled pcm',
    );
  }
}

/**
 * Turns a window's PCM into what goes to the STS service and back.
 * Files, not pipes: an M4A's index (`moov`) may lie at its end, so both ways need a seekable file, and only the
 * edit list of a plain M4A says how much of the start is the encoder's delay.
 */
export class FragmentCodec {
  readonly #folder: string;
  readonly #signal: AbortSignal;
  #files = 0;

  private constructor(folder: string, signal: AbortSignal) {
    this.#folder = folder;
    this.#signal = signal;
  }

  /** @param signal ends every conversion that is under way; they then reject with its reason */
  static async create(signal: AbortSignal): Promise<FragmentCodec> {
    return new FragmentCodec(await mkdtemp(join(tmpdir(), 'dubstep-fragments-')), signal);
  }

  /**
   * @param pcm samples in `from`
   * @param to sample rate and channels of the encoded audio
   * @returns as the protocol wants it: AAC in M4A
   */
  async encode(pcm: Buffer, from: PcmFormat, to: PcmFormat): Promise<FragmentAudio> {
    return await this.#withFile('m4a', async (file) => {
      const quality = ['-c:a', 'aac', '-b:a', '96k'];
      const shape = ['-ar', String(to.sampleRateHz), '-ac', String(to.channels)];
      await this.#ffmpeg('encode', [...pcmInputArgs(from), '-i', 'pipe:0', ...quality, ...shape, file], pcm);
      return {
        format: 'm4a',
        sample_rate_hz: to.sampleRateHz,
        channels: to.channels,
        duration_ms: Math.round(pcmDurationS(from, pcm.length) * 1000),
        data_base64: await readFile(file, 'base64'),
      };
    });
  }

  /**
   * @param audio what it says of itself matters for bare samples only
   * @returns its samples in `to`; what AAC adds to fill its last frame is among them
   * @throws {UnknownAudioError}
   * @throws {FfmpegError} when it is broken
   */
  async decode(audio: FragmentAudio, to: PcmFormat): Promise<Buffer> {
    const encoded = Buffer.from(audio.data_base64, 'base64');
    const input = audioInputArgs(encoded, audio);
    if (input === undefined) throw new UnknownAudioError(encoded, audio.format);
    return await this.#withFile('audio', async (file) => {
      await writeFile(file, encoded);
      const output = ['-vn', '-t', String(LONGEST_AUDIO_S), ...pcmOutputArgs(to), 'pipe:1'];
      return await this.#ffmpeg('decode', [...input, '-i', file, ...output]);
    });
  }

  async dispose(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #withFile<T>(extension: string, work: (file: string) => Promise<T>): Promise<T> {
    const file = join(this.#folder, `${this.#files++}.${extension}`);
    try {
      return await work(file);
    } finally {
      await rm(file, { force: true });
    }
  }

  async #ffmpeg(task: string, args: readonly string[], input?: Buffer): Promise<Buffer> {
    this.#signal.throwIfAborted();
    const result = await execa('ffmpeg', [...QUIET, ...args], {
      ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
      encoding: 'buffer',
      reject: false,
      timeout: CODEC_TIMEOUT_MS,
      cancelSignal: this.#signal,
    });
    if (!result.failed) {
      return Buffer.from(result.stdout.buffer, result.stdout.byteOffset, result.stdout.byteLength);
    }
    this.#signal.throwIfAborted();
    const stderrTail = Buffer.from(result.stderr).toString('utf8').trim().split('\n').slice(-4);
    throw new FfmpegError(
      task,
      result,
      stderrTail.filter((line) => line !== ''),
    );
  }
}
