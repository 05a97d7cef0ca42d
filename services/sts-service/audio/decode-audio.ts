import { writeFile } from 'node:fs/promises';
import { AUDIO_DEMUXERS, type AudioKind } from '../../contracts/audio-kind.ts';
import type { FragmentAudio } from '../../contracts/fragment.ts';
import { runTool } from '../process/run-tool.ts';
import type { ScratchFolder } from '../process/scratch-folder.ts';

/** The sample rate of speech recognition. */
export const SPEECH_RATE_HZ = 16_000;

/**
 * Decodes a fragment's audio for speech recognition: 16 kHz, mono, signed 16 bit.
 *
 * @throws {ToolError} when ffmpeg cannot decode it
 * @throws {Error} when it contains no samples
 */
export async function decodeAudio(
  bytes: Uint8Array,
  audio: FragmentAudio,
  kind: AudioKind,
  scratch: ScratchFolder,
  signal: AbortSignal,
): Promise<Int16Array> {
  const decode = (source: string, input: Uint8Array): Promise<Uint8Array> =>
    runTool('ffmpeg', decodeArgs(source, audio, kind), input, signal);
  if (kind.container !== 'mp4') return toSamples(await decode('pipe:0', bytes));
  return await scratch.withFile(async (path) => {
    await writeFile(path, bytes);
    return toSamples(await decode(path, new Uint8Array()));
  });
}

function decodeArgs(source: string, audio: FragmentAudio, kind: AudioKind): string[] {
  const input =
    kind.container === 'pcm'
      ? ['-f', kind.sampleFormat, '-ar', String(audio.sample_rate_hz), '-ac', String(audio.channels)]
      : ['-f', AUDIO_DEMUXERS[kind.container]];
  const output = ['-map', '0:a:0', '-ac', '1', '-ar', String(SPEECH_RATE_HZ), '-f', 's16le', 'pipe:1'];
  return ['-v', 'error', ...input, '-i', source, ...output];
}

function toSamples(bytes: Uint8Array): Int16Array {
  if (bytes.length < 2) throw new Error('The audio contains no samples.');
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : Uint8Array.from(bytes);
  return new Int16Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / 2));
}
