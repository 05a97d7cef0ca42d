import { expect, test } from 'vitest';
import { AudioClock } from './audio-clock.ts';

test('separates position and time by a late start', () => {
  const clock = new AudioClock([
    { ptsS: 0.5, durationS: 1 },
    { ptsS: 1.5, durationS: 1 },
  ]);
  expect(clock.lengthS).toBe(2);
  expect([0, 1.25, 2].map((position) => clock.timeOf(position))).toEqual([0.5, 1.75, 2.5]);
  expect([0.5, 1.75, 0].map((time) => clock.positionOf(time))).toEqual([0, 1.25, -0.5]);
});

test('presents audio after a gap later by the gap', () => {
  const clock = new AudioClock([
    { ptsS: 0, durationS: 1 },
    { ptsS: 1.5, durationS: 1 },
  ]);
  expect([0.75, 1, 1.75].map((position) => clock.timeOf(position))).toEqual([0.75, 1.5, 2.25]);
  expect([0.75, 1.2, 1.5, 2.25].map((time) => clock.positionOf(time))).toEqual([0.75, 1, 1, 1.75]);
});

test('presents audio after an overlap earlier by the overlap', () => {
  const clock = new AudioClock([
    { ptsS: 0, durationS: 1 },
    { ptsS: 0.9, durationS: 1 },
  ]);
  expect(clock.timeOf(1.5)).toBeCloseTo(1.4, 12);
});

test('does not drift with timestamps in whole milliseconds', () => {
  const frame = 1024 / 44_100;
  const blocks = Array.from({ length: 2000 }, (_, n) => ({
    ptsS: Math.floor(n * frame * 1000) / 1000,
    durationS: frame,
  }));
  const clock = new AudioClock(blocks);
  for (const position of [0, 1, 10, 40, 46]) {
    expect(Math.abs(clock.timeOf(position) - position)).toBeLessThan(0.001);
  }
});

test('handles a track without audio', () => {
  const clock = new AudioClock([]);
  expect([clock.lengthS, clock.timeOf(1), clock.positionOf(1)]).toEqual([0, 1, 1]);
});
