import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUDIO_DEMUXERS, detectAudioKind } from '../../contracts/audio-kind.ts';
import type { FragmentAudio } from '../../contracts/fragment.ts';
import { startConversion } from './conversion.ts';
import { FragmentEncoding } from './fragment-encoding.ts';
import { type PcmFormat, pcmInputArgs } from './pcm-format.ts';
import { readWav, toChannels } from './wav-pcm.ts';

/** The protocol's maximum of 60 s plus the accepted deviation of 20 %; longer audio is cut. */
const MAX_AUDIO_S = 72;
/**
 * 16-bit samples with the channels of the audio, whose number its label can state wrongly. More than two become stereo, at
 * their level: by default ffmpeg lowers 16-bit samples by 7.7 dB, so that none can clip.
 */
const WAV = [
  ...['-af', 'aformat=channel_layouts=mono|stereo', '-rematrix_maxval', '100'],
  ...['-c:a', 'pcm_s16le', '-f', 'wav'],
];

/** The bytes are not audio in a format of the protocol. */
export class UnknownAudioError extends Error {
  override readonly name = 'UnknownAudioError';
  readonly code = 'UNKNOWN_AUDIO';

  constructor(bytes: Buffer, label: string) {
    const start = bytes.toString('hex', 0, 12);
    super(
      `audio labelled "${label}" ${bytes.length === 0 ? 'is empty' : `starts with the unknown bytes ${start}`}; ` +
        'expected M4A, ADTS, WAV, or samples labelled pcm',
    );
  }
}

/**
 * ffmpeg's input options for a piece of audio.
 *
 * @returns `undefined` when the format of the bytes is unknown and the label does not name raw samples
 */
export function audioInputArgs(
  bytes: Buffer,
  label: Pick<FragmentAudio, 'format' | 'sample_rate_hz' | 'channels'>,
): string[] | undefined {
  const kind = detectAudioKind(bytes, label.format);
  if (kind?.container !== 'pcm') return kind && ['-f', AUDIO_DEMUXERS[kind.container]];
  return pcmInputArgs({ sampleRateHz: label.sample_rate_hz, channels: label.channels }, kind.sampleFormat);
}

/**
 * Encodes the PCM of a segment for the STS service, and decodes the dubbed audio.
 * Uses files, not pipes: the index of an M4A (`moov`) may be at its end, so both directions need a seekable file, and
 * only the edit list of a plain M4A states the encoder's delay.
 */
export class FragmentCodec {
  readonly #folder: string;
  readonly #disposed = new AbortController();
  readonly #signal: AbortSignal;
  /** The work that uses the folder. */
  readonly #inProgress = new Set<Promise<unknown>>();
  #files = 0;

  private constructor(folder: string, signal: AbortSignal) {
    this.#folder = folder;
    this.#signal = AbortSignal.any([signal, this.#disposed.signal]);
  }

  /** @param signal aborts every conversion; they then reject with its reason */
  static async create(signal: AbortSignal): Promise<FragmentCodec> {
    return new FragmentCodec(await mkdtemp(join(tmpdir(), 'dubstep-fragments-')), signal);
  }

  /**
   * Starts to encode a segment before its samples are available.
   *
   * @param from format of the samples
   * @param to sample rate and channels of the encoded audio
   */
  startEncoding(from: PcmFormat, to: PcmFormat): FragmentEncoding {
    const encoding = new FragmentEncoding({ file: this.#newFile('m4a'), from, to, signal: this.#signal });
    this.#track(encoding.closed);
    return encoding;
  }

  /**
   * Encodes a complete segment.
   *
   * @param signal aborts the encoding
   */
  async encode(
    pcm: Buffer,
    from: PcmFormat,
    to: PcmFormat,
    signal: AbortSignal = this.#signal,
  ): Promise<FragmentAudio> {
    const encoding = this.startEncoding(from, to);
    encoding.write(pcm);
    return await encoding.finish(signal);
  }

  /**
   * Decodes audio, whose format is detected from its bytes. Its label is used for raw samples only.
   *
   * @param signal aborts the decoding
   * @returns its samples in `to`, including the padding of the last AAC frame
   * @throws {UnknownAudioError}
   * @throws {FfmpegError} when the audio is invalid
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

  /** Aborts all conversions and removes their files. */
  async dispose(): Promise<void> {
    this.#disposed.abort(new Error('the codec was disposed'));
    await Promise.allSettled(this.#inProgress);
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
      const output = ['-vn', '-t', String(MAX_AUDIO_S), ...WAV, '-ar', String(to.sampleRateHz), 'pipe:1'];
      const aborted = AbortSignal.any([this.#signal, signal]);
      const { output: wav } = startConversion('decode', [...input, ...output], aborted);
      return toChannels(readWav(await wav), to.channels);
    } finally {
      await rm(file, { force: true });
    }
  }

  #newFile(extension: string): string {
    return join(this.#folder, `${this.#files++}.${extension}`);
  }

  /** Waits for the end only; callers receive the errors. */
  #track(work: Promise<unknown>): void {
    const tracked = work.catch(() => undefined).finally(() => this.#inProgress.delete(tracked));
    this.#inProgress.add(tracked);
  }
}
