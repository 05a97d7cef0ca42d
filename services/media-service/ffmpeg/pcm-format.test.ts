import { expect, test } from 'vitest';
import { channelFilters, pcmBytes, pcmDurationS, pcmInputArgs } from './pcm-format.ts';

const STEREO = { sampleRateHz: 44_100, channels: 2 };

test('converts between seconds and bytes in whole samples of all channels', () => {
  expect(pcmBytes(STEREO, 1)).toBe(176_400);
  expect(pcmBytes(STEREO, 0.000_03)).toBe(4);
  expect(pcmDurationS(STEREO, 176_400 * 6)).toBe(6);
});

test('names the channel layout', () => {
  expect(pcmInputArgs(STEREO)).toEqual(['-f', 's16le', '-ar', '44100', '-ch_layout', 'stereo']);
  expect(pcmInputArgs({ ...STEREO, channels: 1 })).toContain('mono');
});

test.each([
  [1, 1, []],
  [2, 2, []],
  [1, 2, ['pan=stereo|c0=c0|c1=c0']],
  [2, 1, ['pan=mono|c0=0.5*c0+0.5*c1']],
  [6, 2, [expect.stringContaining('fltp:channel_layouts=stereo'), expect.stringContaining('alimiter')]],
  [
    6,
    1,
    [expect.stringContaining('stereo'), expect.stringContaining('alimiter'), 'pan=mono|c0=0.5*c0+0.5*c1'],
  ],
])('converts %i channels to %i', (from, to, filters) => {
  expect(channelFilters(from, to)).toEqual(filters);
});
