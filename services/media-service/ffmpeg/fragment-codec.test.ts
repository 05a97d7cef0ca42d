import { expect, test } from 'vitest';
import { audioInputArgs } from './fragment-codec.ts';

const LABEL = { format: 'm4a', sample_rate_hz: 44_100, channels: 2 };

test('reads raw samples by their label', () => {
  const samples = Buffer.alloc(4000, 3);
  const args = audioInputArgs(samples, { ...LABEL, format: 'pcm_f32le' });
  expect(args).toEqual(['-f', 'f32le', '-ar', '44100', '-ch_layout', 'stereo']);
});

test('returns nothing for an unknown format, which ffmpeg would guess', () => {
  expect(audioInputArgs(Buffer.from('#EXTM3U'), LABEL)).toBeUndefined();
});
