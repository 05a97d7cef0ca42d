import { expect, test } from 'vitest';
import { videoAndPcmFragment } from '../mp4/video-and-pcm.ts';
import { type FrameReader, Mp4FragmentBuffer } from './mp4-fragment-buffer.ts';

const TIMESCALE = 90_000;
const TRACK = { id: 1, kind: 'video', timescale: TIMESCALE, description: Buffer.alloc(0) } as const;
const FORMAT = { sampleRateHz: 48_000, channels: 1 };
const never = new AbortController().signal;

/**
 * MP4 fragments of one second each with two frames, named by their number, such as `3` and `3.5`; those in `keys` start
 * with a key frame.
 */
function fill(
  buffer: Mp4FragmentBuffer,
  from: number,
  to: number,
  keys: readonly number[],
  firstOf = 0,
): void {
  for (let n = from; n < to; n++) {
    const frames = [n, n + 0.5].map((atS) => ({
      ...{ decodeTime: atS * TIMESCALE, compositionOffset: 0, duration: TIMESCALE / 2 },
      isKey: keys.includes(atS),
      bytes: Buffer.from(` ${atS}`),
    }));
    const none = { pcm: Buffer.alloc(0), start: 0, format: FORMAT };
    const span = {
      startS: n,
      endS: n + 1,
      keyframeS: keys.includes(n) ? n : undefined,
      startsWithKey: keys.includes(n),
      sampleS: 0.5,
    };
    buffer.push(videoAndPcmFragment(n + 1, frames, none), span, {
      trackId: TRACK.id,
      isFirst: n === firstOf,
    });
  }
}

const text = (reader: FrameReader, beforeS = 1000): string =>
  Buffer.concat(reader.takeBefore(beforeS).map(({ bytes }) => bytes)).toString();

function filled(keys: readonly number[], count = 8): Mp4FragmentBuffer {
  const buffer = new Mp4FragmentBuffer(TRACK, 1000);
  fill(buffer, 0, count, keys);
  return buffer;
}

test('reads from the last key frame at or before a time, or else from the first one after it', async () => {
  const buffer = filled([2, 5]);
  buffer.end();
  expect(await Promise.all([0, 2, 4.9, 5, 99].map((atS) => buffer.keyframe(atS, never)))).toEqual([
    2, 2, 2, 5, 5,
  ]);
  expect(text(buffer.reader(5))).toBe(' 5 5.5 6 6.5 7 7.5');
});

test('waits for a key frame, and returns undefined when the source ends without one', async () => {
  const buffer = filled([]);
  const found = buffer.keyframe(3, never);
  fill(buffer, 8, 10, [9]);
  expect(await found).toBe(9);
  const without = filled([]);
  const none = without.keyframe(3, never);
  without.end();
  expect(await none).toBeUndefined();
});

test('a reader takes the frames that are due, and later ones as they arrive', () => {
  const buffer = filled([0], 2);
  const reader = buffer.reader(0);
  expect(text(reader, 0)).toBe('');
  expect(text(reader, 0.5)).toBe(' 0');
  expect(text(reader, 1.6)).toBe(' 0.5 1 1.5');
  expect(text(reader)).toBe('');
  fill(buffer, 2, 4, []);
  expect(text(reader, 3.2)).toBe(' 2 2.5 3');
  expect(text(reader)).toBe(' 3.5');
});

test('a reader starts with a key frame, which may arrive later', () => {
  const buffer = filled([], 2);
  const [stored, next] = [buffer.reader(0), buffer.reader(undefined)];
  fill(buffer, 2, 4, [2.5]);
  expect(text(stored)).toBe(' 2.5 3 3.5');
  expect(text(next)).toBe(' 2.5 3 3.5');
  expect(text(buffer.reader(undefined))).toBe('');
});

test('a reader skips the frames of a recording before its first key frame', () => {
  const buffer = filled([0], 2);
  const reader = buffer.reader(0);
  fill(buffer, 2, 4, [3.5], 2);
  expect(text(reader)).toBe(' 0 0.5 1 1.5 3.5');
});

test('finds a stored key frame without waiting', () => {
  expect(filled([]).storedKeyframe(3)).toBeUndefined();
  expect([0, 2, 4].map((atS) => filled([2, 5]).storedKeyframe(atS))).toEqual([2, 2, 2]);
});

test('discards aired MP4 fragments up to the previous key frame without affecting a reader', () => {
  const buffer = filled([0, 4]);
  const reader = buffer.reader(0);
  expect(text(reader, 6)).toMatch(/ 0 .* 5.5$/);
  expect(buffer.discardBefore(3.5)).toBe(0);
  expect(buffer.discardBefore(5.5)).toBe(4);
  fill(buffer, 8, 9, []);
  expect(text(reader)).toBe(' 6 6.5 7 7.5 8 8.5');
  expect(text(buffer.reader(4))).toBe(' 4 4.5 5 5.5 6 6.5 7 7.5 8 8.5');
});

test('discards aired MP4 fragments when there is no key frame for half a minute', () => {
  const buffer = filled([0], 40);
  expect(buffer.discardBefore(30)).toBe(0);
  expect(buffer.discardBefore(31)).toBe(31);
});

test('is full above its limit, until MP4 fragments are discarded', () => {
  const buffer = new Mp4FragmentBuffer(TRACK, 100);
  for (let n = 0; n < 3; n++) {
    expect(buffer.isFull).toBe(false);
    buffer.push(
      Buffer.alloc(40),
      { startS: n, endS: n + 1, keyframeS: n, startsWithKey: true, sampleS: 1 },
      { trackId: 1, isFirst: n === 0 },
    );
  }
  expect(buffer.isFull).toBe(true);
  buffer.discardBefore(1);
  expect(buffer.isFull).toBe(false);
});

test('rejects a wait with the reason when the signal is aborted', async () => {
  const ending = new AbortController();
  const buffer = filled([]);
  const wait = buffer.keyframe(0, ending.signal);
  ending.abort(new Error('aborted'));
  await expect(wait).rejects.toThrow('aborted');
});
