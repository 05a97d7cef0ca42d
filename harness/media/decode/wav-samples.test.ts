import { expect, test } from 'vitest';
import { readWavSamples } from './wav-samples.ts';

function chunk(id: string, body: Buffer, size = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

const floats = (...values: readonly number[]) => Buffer.from(new Float32Array(values).buffer);
const format = (channels: number) => chunk('fmt ', Buffer.from([3, 0, channels, 0, 0, 0, 0, 0]));
const wav = (...chunks: readonly Buffer[]) =>
  Buffer.concat([Buffer.from('RIFF\xff\xff\xff\xffWAVE', 'latin1'), ...chunks]);

test('separates the channels, whose samples end with the file', () => {
  const file = wav(
    format(2),
    chunk('LIST', Buffer.from('abc')),
    chunk('data', floats(1, 2, 3, 4), 0xff_ff_ff_ff),
  );
  expect(readWavSamples(file)).toEqual([Float32Array.of(1, 3), Float32Array.of(2, 4)]);
});

test('reads mono from any offset', () => {
  const file = Buffer.concat([Buffer.of(0), wav(format(1), chunk('data', floats(0.5, -0.5)))]).subarray(1);
  expect(readWavSamples(file)).toEqual([Float32Array.of(0.5, -0.5)]);
});

test('has one channel without samples when nothing was decoded', () => {
  expect(readWavSamples(Buffer.alloc(0))).toEqual([new Float32Array()]);
});

test('rejects bytes that are no WAV file', () => {
  expect(() => readWavSamples(Buffer.from('no audio at all'))).toThrow(
    'ffmpeg wrote no WAV file, but 15 bytes',
  );
  expect(() => readWavSamples(wav(chunk('data', floats(1))))).toThrow('ffmpeg wrote no WAV file');
});
