import { AUDIO_DEMUXERS, detectAudioKind } from '../../contracts/audio-kind.ts';
import type { FragmentAudio } from '../../contracts/fragment.ts';
import { pcmInputArgs } from './pcm-format.ts';

/**
 * ffmpeg's options to read a piece of audio.
 *
 * @returns `undefined` when the bytes are of no known kind and the label does not name bare samples
 */
export function audioInputArgs(
  bytes: Buffer,
  label: Pick<FragmentAudio, 'format' | 'sample_rate_hz' | 'channels'>,
): string[] | undefined {
  const kind = detectAudioKind(bytes, label.format);
  if (kind?.container !== 'pcm') return kind && ['-f', AUDIO_DEMUXERS[kind.container]];
  return pcmInputArgs({ sampleRateHz: label.sample_rate_hz, channels: label.channels }, kind.sampleFormat);
}
