import { expect, test } from 'vitest';
import type { DubbedFragment } from '../../harness/run-data/dubbed-fragments.ts';
import { allSegments, countNearest, dubbedSegments, expectedFragments, fragmentCount } from './segments.ts';

/** An observed fragment. `name` is part of its file names. */
function fragment(name: string, startS: number, sequenceNumber: number, isDubbed = true): DubbedFragment {
  const file = (path: string) => ({ path, format: 'm4a', durationMs: 2000 });
  return {
    fragmentId: name,
    sequenceNumber,
    status: isDubbed ? 'success' : 'failed',
    startS,
    durationS: 2,
    original: file(`${name}-original`),
    ...(isDubbed ? { dubbed: file(`${name}-dubbed`) } : {}),
    sentAtMs: 0,
    processedAtMs: 0,
  };
}

/** What came over one connection. */
const part = (startS: number, durationS: number) => ({ file: 'received.mp4', startS, durationS });

test('lists the segments with dubbed audio, as the worker cut them', () => {
  expect(dubbedSegments([fragment('a', 0, 0), fragment('b', 2, 1, false)])).toEqual([
    { sequence: 0, startS: 0, durationS: 2, originalFile: 'a-original', dubbedFile: 'a-dubbed' },
  ]);
});

test('lists every segment by its start, because sequence numbers restart with each session', () => {
  const seen = [fragment('a', 0, 0), fragment('b', 2.001, 1, false), fragment('c', 6, 0)];
  expect(allSegments(seen, { parts: [part(0, 9.5)], segmentS: 2 })).toEqual([
    { sequence: 0, startS: 0, durationS: 2, originalFile: 'a-original', dubbedFile: 'a-dubbed' },
    { sequence: 1, startS: 2, durationS: 2, originalFile: 'b-original' },
    { sequence: 2, startS: 4, durationS: 2 },
    { sequence: 3, startS: 6, durationS: 2, originalFile: 'c-original', dubbedFile: 'c-dubbed' },
    { sequence: 4, startS: 8, durationS: 1.5 },
  ]);
});

test('uses the attempt that came back when a segment was sent twice', () => {
  const twice = [fragment('a', 0, 0), fragment('again', 0, 0, false)];
  expect(allSegments(twice, { parts: [part(0, 2)], segmentS: 2 })).toMatchObject([
    { dubbedFile: 'a-dubbed' },
  ]);
});

test('cuts each part from its own start, and numbers a rest that is too short', () => {
  const seen = [fragment('a', 0, 0), fragment('b', 4.3, 1)];
  const parts = [part(0, 4.3), part(4.3, 3.5)];
  expect(allSegments(seen, { parts, segmentS: 2 })).toEqual([
    { sequence: 0, startS: 0, durationS: 2, originalFile: 'a-original', dubbedFile: 'a-dubbed' },
    { sequence: 1, startS: 2, durationS: 2 },
    { sequence: 3, startS: 4.3, durationS: 2, originalFile: 'b-original', dubbedFile: 'b-dubbed' },
    { sequence: 4, startS: 6.3, durationS: 1.5 },
  ]);
});

test('expects one fragment per segment', () => {
  expect(expectedFragments(6, 30)).toBe(5);
  expect(expectedFragments(2, 10)).toBe(5);
  expect(expectedFragments(6, 36.008)).toBe(6);
  expect(expectedFragments(10, 30)).toBe(3);
});

test('expects a fragment for a rest of a second or more', () => {
  expect(expectedFragments(4, 30)).toBe(8);
  expect(expectedFragments(7, 29)).toBe(5);
  expect(expectedFragments(7, 28.9)).toBe(4);
});

test('loses no fragment to binary fractions', () => {
  expect(expectedFragments(0.1, 30)).toBe(300);
});

const extent = (
  videoEndS: number,
  audioEndS: number,
  { sampleRateHz = 44_100, longestIntervalS = 1 / 30 } = {},
) => ({
  durationS: Math.max(videoEndS, audioEndS),
  video: { ...video, endS: videoEndS, longestIntervalS },
  audio: { codec: 'aac', sampleRateHz, channels: 1, endS: audioEndS },
});
const video = { codec: 'h264', width: 640, height: 360, frameRate: 30, frameCount: 300 };

test.each([
  // A rest of about 1 s: padding may lift it over the limit, and the recorder may push it under.
  [6.9, 1, 1],
  [6.99, 1, 2],
  [7, 1, 2],
  [7.01, 1, 2],
  [7.1, 2, 2],
  // Anywhere else the number is certain.
  [0.5, 0, 0],
  [3, 1, 1],
  [5.99, 1, 1],
  [6, 1, 1],
  [6.01, 1, 1],
  [10, 2, 2],
  [12, 2, 2],
  [30, 5, 5],
])('a clip of %d s gives %d to %d fragments of 6 s', (durationS, min, max) => {
  expect(fragmentCount(6, extent(durationS, durationS))).toEqual({ min, max });
});

test('the padding depends on the sample rate, the lost frame on the frame rate', () => {
  expect(fragmentCount(6, extent(6.7, 6.7, { sampleRateHz: 8000 }))).toEqual({ min: 1, max: 2 });
  expect(fragmentCount(6, extent(6.7, 6.7, { sampleRateHz: 48_000 }))).toEqual({ min: 1, max: 1 });
  expect(fragmentCount(6, extent(7.5, 6, { longestIntervalS: 1 }))).toEqual({ min: 1, max: 2 });
  expect(fragmentCount(6, extent(7.5, 6))).toEqual({ min: 2, max: 2 });
  expect(fragmentCount(6, extent(7.5, 7.5, { longestIntervalS: 1 }))).toEqual({ min: 2, max: 2 });
});

test('a pipeline that joined late misses what was before', () => {
  expect(fragmentCount(6, extent(30, 30), 6.2)).toEqual({ min: 4, max: 4 });
});

test('expects a possible number, the nearest to the one that was seen', () => {
  const possible = { min: 1, max: 2 };
  expect([0, 1, 2, 3].map((seen) => countNearest(possible, seen))).toEqual([1, 1, 2, 2]);
});
