import { execa } from 'execa';
import { expect, test } from 'vitest';
import { audioInputArgs } from './audio-input.ts';

const LABEL = { format: 'm4a', sample_rate_hz: 44_100, channels: 2 };
const PCM_LABEL = { ...LABEL, format: 'PCM' };

async function toneAs(...output: readonly string[]): Promise<Buffer> {
  const args = ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=0.2', ...output, 'pipe:1'];
  return Buffer.from((await execa('ffmpeg', args, { encoding: 'buffer' })).stdout);
}

test.each([
  ['mov', ['-c:a', 'aac', '-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov']],
  ['aac', ['-c:a', 'aac', '-f', 'adts']],
  ['wav', ['-f', 'wav']],
  ['flac', ['-f', 'flac']],
  ['ogg', ['-c:a', 'flac', '-f', 'ogg']],
])('%s is known by its bytes, whatever the label says', async (demuxer, output) => {
  const bytes = await toneAs(...output);
  expect(audioInputArgs(bytes, LABEL)).toEqual(['-f', demuxer]);
  expect(audioInputArgs(bytes, PCM_LABEL)).toEqual(['-f', demuxer]);
});

test('bare samples are what their label says', async () => {
  const samples = await toneAs('-f', 's16le');
  expect(audioInputArgs(samples, PCM_LABEL)).toEqual(['-f', 's16le', '-ar', '44100', '-ch_layout', 'stereo']);
  expect(audioInputArgs(samples, LABEL)).toBeUndefined();
});
