import { expect, test } from 'vitest';
import { CODECS } from './codecs.ts';
import { describeNotRecorded, unusedTracks } from './unused-tracks.ts';

const H264 = { kind: 'video', codec: 'h264' };
const AAC = { kind: 'audio', codec: 'aac' };

test.each<[string, readonly string[] | undefined, { kind: string; codec: string }[], string[]]>([
  ['all recorded', ['H264', 'MPEG-4 Audio'], [H264, AAC], []],
  ['in another order', ['MPEG-4 Audio', 'H264'], [H264, AAC], []],
  ['unknown tracks', undefined, [H264], []],
  ['G.711 as PCM', ['H264', 'G711'], [H264, { kind: 'audio', codec: 'pcm_s16be' }], []],
  [
    'audio that is not recorded',
    ['H264', 'G722'],
    [H264],
    ['audio G722 is published and not recorded by MediaMTX; the output has silence instead'],
  ],
  [
    'audio that is not recorded, beside recorded audio',
    ['H264', 'MPEG-4 Audio', 'Speex'],
    [H264, AAC],
    ['audio Speex is published and not recorded by MediaMTX'],
  ],
  ['metadata', ['H264', 'KLV'], [H264], ['track KLV is published and not recorded by MediaMTX']],
  [
    'two audio tracks',
    ['H264', 'MPEG-4 Audio', 'Opus'],
    [H264, AAC, { kind: 'audio', codec: 'opus' }],
    ['the source has more than one audio track; the output has the first one, not the one with Opus'],
  ],
  [
    'a recordable codec that is not recorded',
    ['H264', 'MPEG-4 Audio', 'MPEG-4 Audio'],
    [H264, AAC],
    ['audio MPEG-4 Audio is published and not recorded by MediaMTX'],
  ],
])('%s', (_, published, recorded, expected) => {
  expect(unusedTracks(published, recorded)).toEqual(expected);
});

test('every codec that MediaMTX does not record is named', () => {
  const names = CODECS.filter(({ treatment }) => treatment === 'not-recorded').flatMap(
    ({ mediamtx }) => mediamtx,
  );
  expect(names).toContain('VP8');
  for (const name of names) {
    expect(unusedTracks(['H264', name], [H264]).join()).toContain(`${name} is published and not recorded`);
    expect(describeNotRecorded(['H264', name])).toContain(name);
  }
  expect(describeNotRecorded(['H264', 'MPEG-4 Audio'])).toBeUndefined();
});
