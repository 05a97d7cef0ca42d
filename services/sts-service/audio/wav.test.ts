import { expect, test } from 'vitest';
import { readWav, writeWav } from './wav.ts';

function chunk(id: string, body: Buffer, length = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(length, 4);
  return Buffer.concat([head, body]);
}

function format(channels = 1, bits = 16): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(1, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(22_050, 4);
  body.writeUInt16LE(bits, 14);
  return chunk('fmt ', body);
}

const wav = (...chunks: Buffer[]): Buffer => chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...chunks]));

test('reads samples after other chunks', () => {
  const audio = readWav(
    wav(chunk('LIST', Buffer.from('abcd')), format(), chunk('data', Buffer.from([1, 2, 3, 4]))),
  );
  expect([audio.sampleRateHz, [...audio.pcm]]).toEqual([22_050, [1, 2, 3, 4]]);
});

test('reads a stream whose header has a wrong length', () => {
  const unbounded = chunk('data', Buffer.from([1, 2, 3, 4, 5]), 0x7fff_f000);
  expect([...readWav(wav(format(), unbounded)).pcm]).toEqual([1, 2, 3, 4]);
});

test.each([
  ['empty input', Buffer.alloc(0), '0 bytes of another format'],
  ['no samples', wav(format()), 'no samples'],
  ['two channels', wav(format(2), chunk('data', Buffer.alloc(4))), '2 channels'],
  ['8 bit', wav(format(1, 8), chunk('data', Buffer.alloc(4))), '8 bit'],
])('rejects %s', (_case, bytes, message) => {
  expect(() => readWav(bytes)).toThrow(message);
});

test('reads back the samples that it wrote', () => {
  const samples = Int16Array.of(0, 1, -1, 32_767, -32_768);
  const { pcm, sampleRateHz } = readWav(writeWav(samples, 14_700));
  expect(sampleRateHz).toBe(14_700);
  expect(new Int16Array(Uint8Array.from(pcm).buffer)).toEqual(samples);
});
