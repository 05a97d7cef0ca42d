import { expect, test } from 'vitest';
import { VideoSegmentCounter } from './video-segment-counter.ts';

/** The number of counted segments before the end, and in total. */
function count(segmentS: number, frameTimesS: readonly number[]): [number, number] {
  let counted = 0;
  const counter = new VideoSegmentCounter(segmentS, () => counted++);
  for (const ptsS of frameTimesS) counter.frame(ptsS);
  const before = counted;
  counter.end();
  return [before, counted];
}

/** The times of frames at 30 per second, up to but excluding `endS`. */
function framesUntil(endS: number): number[] {
  return Array.from({ length: Math.round(endS * 30) }, (_, n) => n / 30);
}

test.each([
  [6, 30, [4, 5]],
  [6, 30.9, [5, 5]],
  [6, 31.1, [5, 6]],
  [2, 10, [4, 5]],
  [0.5, 1.5, [2, 3]],
])('segments of %f s: %f s of video', (segmentS, durationS, counted) => {
  expect(count(segmentS, framesUntil(durationS))).toEqual(counted);
});

test('counts a complete segment without its last frame', () => {
  expect(count(6, framesUntil(6).slice(0, -1))).toEqual([0, 1]);
  expect(count(0.5, framesUntil(0.5).slice(0, -1))).toEqual([0, 1]);
});

test('counts a last segment with 1 s of video, or half of a short segment', () => {
  expect(count(6, [0, 1])).toEqual([0, 1]);
  expect(count(6, [0, 0.99])).toEqual([0, 0]);
  expect(count(0.5, [0, 0.25])).toEqual([0, 1]);
});

test('counts segments without frames, and frames out of order once', () => {
  expect(count(1, [0, 3.4])).toEqual([3, 3]);
  expect(count(1, [0, 1.1, 0.9, 1, 2.1])).toEqual([2, 2]);
  expect(count(1, [0, 0.6, 0.3])).toEqual([0, 1]);
});

test('counts nothing without video', () => {
  expect(count(6, [])).toEqual([0, 0]);
});
