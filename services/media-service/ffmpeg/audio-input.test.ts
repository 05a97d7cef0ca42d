import { expect, test } from 'vitest';
import { audioInputArgs } from './audio-input.ts';

const LABEL = { format: 'm4a', sample_rate_hz: 44_100, channels: 2 };

test('samples are read as their label says', () => {
  const samples = Buffer.alloc(4000, 3);
  const args = audioInputArgs(samples, { ...LABEL, format: 'pcm_f32le' });
  expect(args).toEqual(['-f', 'f32le', '-ar', '44100', '-ch_layout', 'stereo']);
});

test('what is of no known kind is not left to ffmpeg to guess', () => {
  expect(audioInputArgs(Buffer.from('#EXTM3U'), LABEL)).toBeUndefined();
});
