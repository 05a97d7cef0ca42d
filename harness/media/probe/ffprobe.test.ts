import { expect, test } from 'vitest';
import { packetExtents } from './ffprobe.ts';

const packet = (stream_index: number, pts_time?: number, duration_time?: number, flags = '') => {
  return { stream_index, pts_time, duration_time, flags };
};

test('measures each track from its first packet to the end of its last, in any order', () => {
  const packets = [packet(0, 0.08, 0.04), packet(1, 0.5, 0.02), packet(0, 0, 0.04), packet(0, 0.04, 0.04)];
  expect(Object.fromEntries(packetExtents(packets))).toEqual({
    0: { startS: 0, endS: expect.closeTo(0.12, 9), timesS: [0, 0.04, 0.08] },
    1: { startS: 0.5, endS: 0.52, timesS: [0.5] },
  });
});

test('ignores packets that a player discards and packets without a time', () => {
  const packets = [packet(0, -0.02, 0.02, 'KD'), packet(0, undefined, 0.02), packet(0, 0, 0.02, 'K_')];
  expect(packetExtents(packets).get(0)).toEqual({ startS: 0, endS: 0.02, timesS: [0] });
});

test('assumes the duration of the previous packet for a last packet without one', () => {
  expect(packetExtents([packet(0, 0, 0.04), packet(0, 0.04)]).get(0)).toEqual({
    startS: 0,
    endS: 0.08,
    timesS: [0, 0.04],
  });
});
