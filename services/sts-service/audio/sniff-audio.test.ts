import { expect, test } from 'vitest';
import { sniffAudio } from './sniff-audio.ts';

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
  ['adts', Buffer.concat([adtsFrame(300), adtsFrame(20)])],
  ['adts', adtsFrame(371)],
])('%s is told from its bytes, whatever the label', (container, bytes) => {
  for (const label of ['m4a', 'pcm_s16le', 'nonsense']) {
    expect(sniffAudio(bytes, label)).toEqual({ container });
  }
});

test('samples that look like one ADTS header are samples', () => {
  const samples = Buffer.alloc(2000);
  adtsFrame(300).copy(samples, 0, 0, 7);
  expect(sniffAudio(samples, 'PCM')).toEqual({ container: 'pcm', encoding: 's16le' });
});

test('what is neither known nor labelled as samples is refused, with what it begins with', () => {
  expect(() => sniffAudio(text('OggS and more'), 'm4a')).toThrow(
    /labelled "m4a" holds bytes that begin with 4f676753/,
  );
  expect(() => sniffAudio(Buffer.alloc(0), 'pcm')).toThrow('no audio');
});
