import { expect, test } from 'vitest';
import { rawSampleFormat, sniffAudioContainer } from './audio-container.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

test.each([
  ['\0\0\0\x20ftypM4A ', 'mp4'],
  ['RIFF\0\0\0\0WAVE', 'wav'],
  ['OggS\0\x02', 'ogg'],
  ['fLaC\0', 'flac'],
  ['ID3\x04', 'mp3'],
  ['\xff\xf1\x50\x80', 'adts'],
  ['\xff\xf9\x50\x80', 'adts'],
  ['\xff\xfb\x90\x64', 'mp3'],
  ['\x01\x00\xff\xff', undefined],
  ['', undefined],
])('%j is %s', (start, container) => {
  expect(sniffAudioContainer(bytes(start))).toBe(container);
});

test('only labels of samples name a sample format', () => {
  expect(['pcm', 'PCM_S16LE', 'f32le', 'm4a', 'wav'].map(rawSampleFormat)).toEqual([
    's16le',
    's16le',
    'f32le',
    undefined,
    undefined,
  ]);
});
