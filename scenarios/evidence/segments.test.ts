import { expect, test } from 'vitest';
import type { DubbedFragment } from '../../harness/run-data/dubbed-fragments.ts';
import { allSegments, dubbedSegments, expectedFragments } from './segments.ts';

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
