import { expect, test } from 'vitest';
import { VideoSegmentCounter } from './video-segment-counter.ts';

/** How many segments are counted: before the end, and in all. */
function count(segmentS: number, frameTimesS: readonly number[]): [number, number] {
  let counted = 0;
  const counter = new VideoSegmentCounter(segmentS, () => counted++);
  for (const ptsS of frameTimesS) counter.frame(ptsS);
  const before = counted;
  counter.end();
  return [before, counted];
}

/** The times of frames, 30 a second, up to `endS` without it. */
function framesUntil(endS: number): number[] {
  return Array.from({ length: Math.round(endS * 30) }, (_, n) => n / 30);
}

test.each([
  [6, 30, [4, 5]],
  [6, 30.9, [5, 5]],
  [6, 31.1, [5, 6]],
  [2, 10, [4, 5]],
  [0.5, 1.5, [2, 3]],
])('windows of %f s: %f s of video', (segmentS, durationS, counted) => {
  expect(count(segmentS, framesUntil(durationS))).toEqual(counted);
});

test('a whole window counts when its last frame is missing', () => {
  expect(count(6, framesUntil(6).slice(0, -1))).toEqual([0, 1]);
  expect(count(0.5, framesUntil(0.5).slice(0, -1))).toEqual([0, 1]);
});

test('a second of it is enough, and so is half a short window', () => {
  expect(count(6, [0, 1])).toEqual([0, 1]);
  expect(count(6, [0, 0.99])).toEqual([0, 0]);
  expect(count(0.5, [0, 0.25])).toEqual([0, 1]);
});

test('windows without a frame count as well, frames out of order count once', () => {
  expect(count(1, [0, 3.4])).toEqual([3, 3]);
  expect(count(1, [0, 1.1, 0.9, 1, 2.1])).toEqual([2, 2]);
  expect(count(1, [0, 0.6, 0.3])).toEqual([0, 1]);
});

test('no video, no segment', () => {
  expect(count(6, [])).toEqual([0, 0]);
});
