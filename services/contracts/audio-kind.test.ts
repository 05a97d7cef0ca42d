import { expect, test } from 'vitest';
import { AUDIO_KIND_BYTES, audioKindOf, unknownAudio } from './audio-kind.ts';

const text = (content: string): Buffer => Buffer.from(content, 'latin1');

/** An ADTS frame of `length` bytes. */
function adtsFrame(length: number): Buffer {
  const frame = Buffer.alloc(length);
  frame.set([
    0xff,
    0xf1,
    0x4c,
    0x80 | (length >> 11),
    (length >> 3) & 0xff,
    ((length & 0b111) << 5) | 0x1f,
    0xfc,
  ]);
  return frame;
}

test.each([
  ['mp4', text('\0\0\0\x1cftypM4A ')],
  ['wav', text('RIFF\0\0\0\0WAVEfmt ')],
  ['ogg', text('OggS\0\x02')],
  ['flac', text('fLaC\0')],
  ['mp3', text('ID3\x04')],
  ['adts', Buffer.concat([adtsFrame(300), adtsFrame(20)])],
  ['adts', Buffer.concat([adtsFrame(8191), adtsFrame(20)])],
  ['adts', adtsFrame(371)],
])('%s is told from its bytes, whatever the label', (container, bytes) => {
  for (const label of ['m4a', 'pcm_s16le', 'nonsense']) {
    expect(audioKindOf(bytes, label)).toEqual({ container });
  }
});

test.each([
  ['one ADTS header', adtsFrame(300).subarray(0, 7)],
  ['a frame of MPEG audio', Buffer.of(0xff, 0xfb, 0x90, 0x64)],
  ['a RIFF file of another kind', text('RIFF\0\0\0\0AVI LIST')],
])('samples that look like %s are samples', (_case, start) => {
  const samples = Buffer.concat([start, Buffer.alloc(2000)]);
  expect(audioKindOf(samples, 'PCM')).toEqual({ container: 'pcm', sampleFormat: 's16le' });
});

test('a frame of MPEG audio is MP3 where the label names no samples', () => {
  expect(audioKindOf(Buffer.of(0xff, 0xfb, 0x90, 0x64), 'm4a')).toEqual({ container: 'mp3' });
  expect(audioKindOf(Buffer.of(0xff, 0x1b, 0x90, 0x64), 'm4a')).toBeUndefined();
});

test.each(['s16be', 's32le', 'f32le'])('samples are what their label says: %s', (sampleFormat) => {
  for (const label of [sampleFormat, `PCM_${sampleFormat}`]) {
    expect(audioKindOf(Buffer.alloc(8), label)).toEqual({ container: 'pcm', sampleFormat });
  }
});

test.each([
  ['nothing', Buffer.alloc(0), 'pcm'],
  ['what its label does not name either', Buffer.alloc(8), 'm4a'],
  ['a label that every object has', Buffer.alloc(8), 'constructor'],
  ['a playlist', text('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'), 'm4a'],
])('%s is of no known kind', (_case, bytes, label) => {
  expect(audioKindOf(bytes, label)).toBeUndefined();
});

test('so much of a longer piece is enough', () => {
  const longest = Buffer.concat([adtsFrame(8191), adtsFrame(20)]);
  expect(audioKindOf(longest.subarray(0, AUDIO_KIND_BYTES), 'm4a')).toEqual({ container: 'adts' });
});

test('what is of no known kind is described by what it begins with, and what there is', () => {
  expect(unknownAudio(text('hello, is anybody there?'), 'm4a')).toMatch(
    /^Audio labelled "m4a" holds bytes that begin with 68656c6c6f2c20697320616e; known are MP4, .*, float32\.$/,
  );
  expect(unknownAudio(Buffer.alloc(0), 'pcm')).toContain('holds no audio;');
});
