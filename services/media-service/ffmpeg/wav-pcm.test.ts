import { expect, test } from 'vitest';
import { readWav, toChannels } from './wav-pcm.ts';

function chunk(id: string, body: Buffer, size = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

const samples = (...values: readonly number[]) => Buffer.from(new Int16Array(values).buffer);
const format = (channels: number) =>
  chunk('fmt ', Buffer.from([1, 0, channels, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0]));
const wav = (...chunks: readonly Buffer[]) =>
  Buffer.concat([Buffer.from('RIFF\xff\xff\xff\xffWAVE', 'latin1'), ...chunks]);

test('reads samples of unknown size after other chunks', () => {
  const file = wav(
    format(2),
    chunk('LIST', Buffer.from('abc')),
    chunk('data', samples(1, 2, 3, 4), 0xff_ff_ff_ff),
  );
  expect(readWav(file)).toEqual({ channels: 2, pcm: samples(1, 2, 3, 4) });
});

test('rejects bytes that are no WAV file', () => {
  expect(() => readWav(Buffer.from('no audio at all'))).toThrow('ffmpeg wrote no WAV file, but 15 bytes');
  expect(() => readWav(wav(chunk('data', samples(1))))).toThrow('ffmpeg wrote no WAV file');
});

test.each([
  ['mono stays', 1, 1, [100, -32768], [100, -32768]],
  [
    'mono is played by both channels at its level',
    1,
    2,
    [100, -32768, 32767],
    [100, 100, -32768, -32768, 32767, 32767],
  ],
  ['stereo becomes the mean', 2, 1, [100, 300, -32768, -32768, 32767, 32767, 1, -1], [200, -32768, 32767, 0]],
  ['stereo stays', 2, 2, [1, 2], [1, 2]],
])('%s', (_, from, to, pcm, expected) => {
  expect(toChannels({ channels: from, pcm: samples(...pcm) }, to)).toEqual(samples(...expected));
});
