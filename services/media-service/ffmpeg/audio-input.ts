import type { FragmentAudio } from '../../contracts/fragment.ts';
import { pcmInputArgs } from './pcm-format.ts';

/** Labels of bare samples; they look like nothing in particular, so only the label can name them. */
const SAMPLE_LABEL = /^(pcm|raw|s16le|pcm_s16le|pcm16)$/i;

/**
 * ffmpeg's options to read a piece of audio. What it is, its own bytes say: labels are not to be trusted, and
 * ffmpeg must not guess either, for it would take a playlist and open what that names.
 *
 * @returns `undefined` when the bytes are of no known kind and the label does not name bare samples
 */
export function audioInputArgs(
  bytes: Buffer,
  label: Pick<FragmentAudio, 'format' | 'sample_rate_hz' | 'channels'>,
): string[] | undefined {
  const demuxer = demuxerOf(bytes);
  if (demuxer !== undefined) return ['-f', demuxer];
  if (!SAMPLE_LABEL.test(label.format)) return undefined;
  return pcmInputArgs({ sampleRateHz: label.sample_rate_hz, channels: label.channels });
}

function demuxerOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1', 0, 12);
  if (text.startsWith('ftyp', 4)) return 'mov';
  if (text.startsWith('RIFF') && text.startsWith('WAVE', 8)) return 'wav';
  if (text.startsWith('OggS')) return 'ogg';
  if (text.startsWith('fLaC')) return 'flac';
  if (text.startsWith('ID3')) return 'mp3';
  return isAdts(bytes) ? 'aac' : undefined;
}

/**
 * ADTS (ISO/IEC 13818-7, 6.2): each frame begins with twelve 1 bits and a layer of 0, and holds its length in 13
 * bits. Samples may look like one such header; like a second one where the first frame ends, they do not.
 */
function isAdts(bytes: Buffer): boolean {
  if (bytes.length < 7 || !hasAdtsSync(bytes, 0)) return false;
  const frameBytes = (bytes.readUInt32BE(2) >> 5) & 0x1fff;
  return frameBytes === bytes.length || hasAdtsSync(bytes, frameBytes);
}

function hasAdtsSync(bytes: Buffer, offset: number): boolean {
  return offset + 2 <= bytes.length && (bytes.readUInt16BE(offset) & 0xfff6) === 0xfff0;
}
