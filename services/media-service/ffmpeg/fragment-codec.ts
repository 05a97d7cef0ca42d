import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FragmentAudio } from '../../contracts/fragment.ts';
import { audioInputArgs } from './audio-input.ts';
import { startConversion } from './conversion.ts';
import { FragmentEncoding } from './fragment-encoding.ts';
import { type PcmFormat, pcmOutputArgs } from './pcm-format.ts';

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
  readonly #disposed = new AbortController();
  readonly #signal: AbortSignal;
  /** What still uses the folder. */
  readonly #underWay = new Set<Promise<unknown>>();
  #files = 0;

  private constructor(folder: string, signal: AbortSignal) {
    this.#folder = folder;
    this.#signal = AbortSignal.any([signal, this.#disposed.signal]);
  }

  /** @param signal ends every conversion that is under way; they then reject with its reason */
  static async create(signal: AbortSignal): Promise<FragmentCodec> {
    return new FragmentCodec(await mkdtemp(join(tmpdir(), 'dubstep-fragments-')), signal);
  }

  /**
   * Begins to encode a window whose samples are still to come.
   *
   * @param from what its samples will be
   * @param to sample rate and channels of the encoded audio
   */
  begin(from: PcmFormat, to: PcmFormat): FragmentEncoding {
    const encoding = new FragmentEncoding({ file: this.#newFile('m4a'), from, to, signal: this.#signal });
    this.#track(encoding.closed);
    return encoding;
  }

  /**
   * Encodes a window that is there as a whole.
   *
   * @param signal gives it up
   */
  async encode(
    pcm: Buffer,
    from: PcmFormat,
    to: PcmFormat,
    signal: AbortSignal = this.#signal,
  ): Promise<FragmentAudio> {
    const encoding = this.begin(from, to);
    encoding.write(pcm);
    return await encoding.finish(signal);
  }

  /**
   * @param audio what it says of itself matters for bare samples only
   * @param signal gives it up
   * @returns its samples in `to`; what AAC adds to fill its last frame is among them
   * @throws {UnknownAudioError}
   * @throws {FfmpegError} when it is broken
   */
  async decode(audio: FragmentAudio, to: PcmFormat, signal: AbortSignal = this.#signal): Promise<Buffer> {
    const encoded = Buffer.from(audio.data_base64, 'base64');
    const input = audioInputArgs(encoded, audio);
    if (input === undefined) throw new UnknownAudioError(encoded, audio.format);
    const file = this.#newFile('audio');
    const decoding = this.#decode(file, encoded, [...input, '-i', file], to, signal);
    this.#track(decoding);
    return await decoding;
  }

  /** Ends what is under way. Nothing of it is left then. */
  async dispose(): Promise<void> {
    this.#disposed.abort(new Error('the codec is not needed any more'));
    await Promise.allSettled(this.#underWay);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #decode(
    file: string,
    encoded: Buffer,
    input: readonly string[],
    to: PcmFormat,
    signal: AbortSignal,
  ): Promise<Buffer> {
    try {
      await writeFile(file, encoded);
      const output = ['-vn', '-t', String(LONGEST_AUDIO_S), ...pcmOutputArgs(to), 'pipe:1'];
      const ends = AbortSignal.any([this.#signal, signal]);
      return await startConversion('decode', [...input, ...output], ends).output;
    } finally {
      await rm(file, { force: true });
    }
  }

  #newFile(extension: string): string {
    return join(this.#folder, `${this.#files++}.${extension}`);
  }

  #track(work: Promise<unknown>): void {
    const tracked = work.catch(() => undefined).finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }
}
