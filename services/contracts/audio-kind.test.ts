import { expect, test } from 'vitest';
import { AUDIO_KIND_BYTES, describeUnknownAudio, detectAudioKind } from './audio-kind.ts';

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
])('detects %s by its bytes, whatever the label', (container, bytes) => {
  for (const label of ['m4a', 'pcm_s16le', 'nonsense']) {
    expect(detectAudioKind(bytes, label)).toEqual({ container });
  }
});

test.each([
  ['one ADTS header', adtsFrame(300).subarray(0, 7)],
  ['an MPEG audio frame', Buffer.of(0xff, 0xfb, 0x90, 0x64)],
  ['a RIFF file that is not WAV', text('RIFF\0\0\0\0AVI LIST')],
])('raw samples that resemble %s stay raw samples', (_case, start) => {
  const samples = Buffer.concat([start, Buffer.alloc(2000)]);
  expect(detectAudioKind(samples, 'PCM')).toEqual({ container: 'pcm', sampleFormat: 's16le' });
});

test('detects MPEG audio frames as MP3 unless the label names a sample format', () => {
  expect(detectAudioKind(Buffer.of(0xff, 0xfb, 0x90, 0x64), 'm4a')).toEqual({ container: 'mp3' });
  expect(detectAudioKind(Buffer.of(0xff, 0x1b, 0x90, 0x64), 'm4a')).toBeUndefined();
});

test.each(['s16be', 's32le', 'f32le'])('reads raw samples in the labelled format: %s', (sampleFormat) => {
  for (const label of [sampleFormat, `PCM_${sampleFormat}`]) {
    expect(detectAudioKind(Buffer.alloc(8), label)).toEqual({ container: 'pcm', sampleFormat });
  }
});

test.each([
  ['empty input', Buffer.alloc(0), 'pcm'],
  ['unknown bytes with an unknown label', Buffer.alloc(8), 'm4a'],
  ['a label that is a property of every object', Buffer.alloc(8), 'constructor'],
  ['a playlist', text('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'), 'm4a'],
])('does not recognise %s', (_case, bytes, label) => {
  expect(detectAudioKind(bytes, label)).toBeUndefined();
});

test('needs only the first AUDIO_KIND_BYTES bytes', () => {
  const longest = Buffer.concat([adtsFrame(8191), adtsFrame(20)]);
  expect(detectAudioKind(longest.subarray(0, AUDIO_KIND_BYTES), 'm4a')).toEqual({ container: 'adts' });
});

test('describes unknown audio by its first bytes and lists the known formats', () => {
  expect(describeUnknownAudio(text('hello, this is not audio'), 'm4a')).toMatch(
    /^Audio labelled "m4a" starts with unknown bytes 68656c6c6f2c207468697320\. Expected MP4, .*, float32\.$/,
  );
  expect(describeUnknownAudio(Buffer.alloc(0), 'pcm')).toContain('contains no audio.');
});
