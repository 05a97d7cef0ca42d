import { open } from 'node:fs/promises';
import { HarnessError } from '../engine/index.ts';
import { rawSampleFormat, sniffAudioContainer } from './audio-container.ts';
import { type DecodeOptions, decodePcm } from './decode-media.ts';
import type { Pcm } from './pcm.ts';

/** What somebody says that a piece of audio is. */
export interface AudioLabel {
  /** `m4a`, `pcm_s16le`, … */
  readonly format: string;
  readonly sampleRateHz: number;
  readonly channels: number;
}

/** The bytes are no audio container that is known, and the label names no bare samples. */
export class UnknownAudioError extends HarnessError {
  /** The label that it had. */
  readonly format: string;
  /** The first bytes, in hexadecimal. */
  readonly firstBytes: string;

  constructor(format: string, firstBytes: string) {
    const bytes = firstBytes === '' ? 'it has no bytes' : `its bytes begin ${firstBytes}`;
    super(`audio labelled ${format}: ${bytes}, which is no audio container that is known`, {
      code: 'AUDIO_UNKNOWN',
      fault: 'PRODUCT',
    });
    this.format = format;
    this.firstBytes = firstBytes;
  }
}

/**
 * Decodes a file of audio by what its bytes are. Its label is believed only where the bytes say nothing: for bare
 * samples.
 *
 * @throws UnknownAudioError
 * @throws MediaToolError when ffmpeg can't decode it
 */
export async function decodeLabelledAudio(
  file: string,
  label: AudioLabel,
  options: DecodeOptions,
): Promise<Pcm> {
  const start = await firstBytesOf(file);
  if (sniffAudioContainer(start) !== undefined) return decodePcm(file, options);
  const samples = rawSampleFormat(label.format);
  if (samples === undefined || start.length === 0) {
    throw new UnknownAudioError(label.format, start.subarray(0, 8).toString('hex'));
  }
  const { sampleRateHz, channels } = label;
  return decodePcm(file, options, ['-f', samples, '-ar', String(sampleRateHz), '-ac', String(channels)]);
}

async function firstBytesOf(file: string): Promise<Buffer> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(12), position: 0 });
  return buffer.subarray(0, bytesRead);
}
