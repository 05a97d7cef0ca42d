import { open } from 'node:fs/promises';
import { AUDIO_KIND_BYTES, detectAudioKind } from '../../../services/contracts/audio-kind.ts';
import { HarnessError } from '../../engine/index.ts';
import { type DecodeOptions, decodePcm } from './decode-media.ts';
import type { Pcm } from './pcm.ts';

/** The format that a sender declares for a piece of audio. */
export interface AudioLabel {
  /** `m4a`, `pcm_s16le`, … */
  readonly format: string;
  readonly sampleRateHz: number;
  readonly channels: number;
}

/** The bytes are no known audio container, and the label does not declare raw samples. */
export class UnknownAudioError extends HarnessError {
  /** The declared format. */
  readonly format: string;
  /** The first bytes, in hexadecimal. */
  readonly firstBytes: string;

  constructor(format: string, firstBytes: string) {
    const bytes = firstBytes === '' ? 'it is empty' : `its first bytes are ${firstBytes}`;
    super(`cannot decode audio labelled ${format}: ${bytes}, which is no known audio container`, {
      code: 'AUDIO_UNKNOWN',
      fault: 'PRODUCT',
    });
    this.format = format;
    this.firstBytes = firstBytes;
  }
}

/**
 * Decodes an audio file by its content. Uses the label only for raw samples, which have no header.
 *
 * @throws UnknownAudioError
 * @throws MediaToolError when ffmpeg cannot decode it
 */
export async function decodeLabelledAudio(
  file: string,
  label: AudioLabel,
  options: DecodeOptions,
): Promise<Pcm> {
  const start = await firstBytesOf(file);
  const kind = detectAudioKind(start, label.format);
  if (kind === undefined) throw new UnknownAudioError(label.format, start.subarray(0, 8).toString('hex'));
  if (kind.container !== 'pcm') return decodePcm(file, options);
  const rate = ['-ar', String(label.sampleRateHz), '-ac', String(label.channels)];
  return decodePcm(file, options, ['-f', kind.sampleFormat, ...rate]);
}

async function firstBytesOf(file: string): Promise<Buffer> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(AUDIO_KIND_BYTES), position: 0 });
  return buffer.subarray(0, bytesRead);
}
