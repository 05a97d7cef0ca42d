import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { FfmpegError } from './ffmpeg-error.ts';
import { type PcmFormat, pcmInputArgs, pcmOutputArgs } from './pcm-format.ts';

const QUIET = ['-hide_banner', '-nostdin', '-loglevel', 'error'];
const CODEC_TIMEOUT_MS = 10_000;

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

  /** @param signal ends every conversion that is under way */
  static async create(signal: AbortSignal): Promise<FragmentCodec> {
    return new FragmentCodec(await mkdtemp(join(tmpdir(), 'dubstep-fragments-')), signal);
  }

  /**
   * @param pcm samples in `from`
   * @param to sample rate and channels of the encoded audio
   * @returns an M4A file's bytes, AAC
   */
  async encode(pcm: Buffer, from: PcmFormat, to: PcmFormat): Promise<Buffer> {
    return await this.#withFile('m4a', async (file) => {
      const output = [
        '-c:a',
        'aac',
        '-b:a',
        '96k',
        '-ar',
        String(to.sampleRateHz),
        '-ac',
        String(to.channels),
      ];
      await this.#ffmpeg('encode', [...pcmInputArgs(from), '-i', 'pipe:0', ...output, '-y', file], pcm);
      return await readFile(file);
    });
  }

  /**
   * @param encoded any audio that ffmpeg knows; what it is said to be does not matter
   * @returns its samples in `to`
   * @throws {FfmpegError} when it is not audio
   */
  async decode(encoded: Buffer, to: PcmFormat): Promise<Buffer> {
    return await this.#withFile('audio', async (file) => {
      await writeFile(file, encoded);
      return await this.#ffmpeg('decode', ['-i', file, '-vn', ...pcmOutputArgs(to), 'pipe:1']);
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
    const result = await execa('ffmpeg', [...QUIET, ...args], {
      ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
      stdout: 'pipe',
      encoding: 'buffer',
      reject: false,
      timeout: CODEC_TIMEOUT_MS,
      cancelSignal: this.#signal,
    });
    if (result.exitCode === 0)
      return Buffer.from(result.stdout.buffer, result.stdout.byteOffset, result.stdout.byteLength);
    const stderrTail = Buffer.from(result.stderr).toString('utf8').trim().split('\n').slice(-4);
    throw new FfmpegError(
      task,
      { exitCode: result.exitCode, signal: result.signal, stderrTail },
      { cause: result.cause },
    );
  }
}
