import { expect, test } from 'vitest';
import { FramecrcReader, type Packet } from './framecrc.ts';

function packetsOf(lines: readonly string[]): Packet[] {
  const packets: Packet[] = [];
  const reader = new FramecrcReader((packet) => packets.push(packet));
  for (const line of lines) reader.line(line);
  return packets;
}

test('converts times with the time base of each track, and counts packets per kind', () => {
  const packets = packetsOf([
    '#software: Lavf59.27.100',
    '#tb 0: 1/15360',
    '#media_type 0: video',
    '#tb 1: 1/48000',
    '#media_type 1: audio',
    '1,      -1024,      -1024,     1024,       21, 0x3e5a04ab',
    '0,        512,       1024,      512,     8827, 0xbda6a70a, S=1,        8, 0x05f400a2',
    '0,       1024,        512,      512,      100, 0x00000001',
  ]);
  expect(packets).toEqual([
    { kind: 'audio', index: 0, ptsS: -1024 / 48_000, bytes: 21, fingerprint: '21 0x3e5a04ab' },
    { kind: 'video', index: 0, ptsS: 1024 / 15_360, bytes: 8827, fingerprint: '8827 0xbda6a70a' },
    { kind: 'video', index: 1, ptsS: 512 / 15_360, bytes: 100, fingerprint: '100 0x00000001' },
  ]);
});

test('ignores lines that are not packets of a known track', () => {
  const header = ['#tb 0: 1/1000', '#media_type 0: video'];
  expect(packetsOf([...header, '7, 0, 0, 1, 1, 0x1', 'another line', '0, 1', ''])).toEqual([]);
});
