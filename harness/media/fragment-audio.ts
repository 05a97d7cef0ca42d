import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FragmentAudio } from '../../services/contracts/fragment.ts';
import { rawSampleFormat, sniffAudioContainer } from './audio-container.ts';
import { type DecodeOptions, decodePcm } from './decode-media.ts';
import type { Pcm } from './pcm.ts';

export type FragmentAudioErrorCode =
  /** `data_base64` is not base64, or empty. */
  | 'FRAGMENT_AUDIO_NOT_BASE64'
  /** The bytes are no container that is known, and the label names no samples. */
  | 'FRAGMENT_AUDIO_UNKNOWN';

/** A fragment's audio can't be what it says it is. */
export class FragmentAudioError extends Error {
  override readonly name = 'FragmentAudioError';
  readonly code: FragmentAudioErrorCode;
  /** The label that the fragment had. */
  readonly format: string;

  constructor(code: FragmentAudioErrorCode, format: string, what: string) {
    super(`audio labelled ${format}: ${what}`);
    this.code = code;
    this.format = format;
  }
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/**
 * Decodes the audio of a fragment by what its bytes are, not by its label; only bare samples are taken by it.
 *
 * @throws FragmentAudioError
 * @throws MediaToolError when ffmpeg can't decode it
 */
export async function decodeFragmentAudio(audio: FragmentAudio, options: DecodeOptions): Promise<Pcm> {
  const { format, data_base64: base64 } = audio;
  if (base64 === '' || !BASE64.test(base64)) {
    const what = base64 === '' ? 'it is empty' : `it is not base64: ${JSON.stringify(base64.slice(0, 40))}`;
    throw new FragmentAudioError('FRAGMENT_AUDIO_NOT_BASE64', format, what);
  }
  const bytes = Buffer.from(base64, 'base64');
  const inputArgs = sniffAudioContainer(bytes) === undefined ? rawInputArgs(audio, bytes) : [];
  // A file, not a pipe: an MP4 may have its index at its end.
  const folder = await mkdtemp(join(tmpdir(), 'dubstep-fragment-'));
  try {
    const file = join(folder, 'audio');
    await writeFile(file, bytes);
    return await decodePcm(file, options, inputArgs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function rawInputArgs(audio: FragmentAudio, bytes: Buffer): string[] {
  const samples = rawSampleFormat(audio.format);
  if (samples === undefined) {
    const what = `its bytes begin ${bytes.subarray(0, 8).toString('hex')}: no audio container that is known`;
    throw new FragmentAudioError('FRAGMENT_AUDIO_UNKNOWN', audio.format, what);
  }
  return ['-f', samples, '-ar', String(audio.sample_rate_hz), '-ac', String(audio.channels)];
}
