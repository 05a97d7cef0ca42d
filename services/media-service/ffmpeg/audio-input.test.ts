import { expect, test } from 'vitest';
import { audioInputArgs } from './audio-input.ts';

const LABEL = { format: 'm4a', sample_rate_hz: 44_100, channels: 2 };
const PCM_LABEL = { ...LABEL, format: 'PCM' };

test('samples that look like one ADTS header are still samples', () => {
  const samples = Buffer.alloc(4000, 3);
  samples.writeUInt16BE(0xfff1, 0);
  expect(audioInputArgs(samples, PCM_LABEL)).toContain('s16le');
});

test.each([
  ['nothing', ''],
  ['a playlist', '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'],
  ['a concat script', "ffconcat version 1.0\nfile '/etc/passwd'\n"],
  ['text', 'this is not audio'],
])('%s is not left to ffmpeg to guess', (_, text) => {
  expect(audioInputArgs(Buffer.from(text), LABEL)).toBeUndefined();
});
