import { expect, test } from 'vitest';
import { Mp4FragmentBuffer } from './mp4-fragment-buffer.ts';

const INDEX = Buffer.from('index');
const never = new AbortController().signal;

/** MP4 fragments of one second each, named by their number; those in `keys` start with a key frame. */
function fill(buffer: Mp4FragmentBuffer, from: number, to: number, keys: readonly number[]): void {
  for (let n = from; n < to; n++) {
    const span = { startS: n, endS: n + 1, keyframeS: keys.includes(n) ? n : undefined };
    buffer.push(Buffer.from(` ${n}`), span);
  }
}

async function text(chunks: AsyncIterable<Buffer>): Promise<string> {
  let all = '';
  for await (const chunk of chunks) all += chunk.toString();
  return all;
}

function filled(keys: readonly number[], count = 8): Mp4FragmentBuffer {
  const buffer = new Mp4FragmentBuffer(INDEX, 1000);
  fill(buffer, 0, count, keys);
  return buffer;
}

test('reads from the last key frame at or before a time, or else from the first one after it', async () => {
  const buffer = filled([2, 5]);
  buffer.end();
  expect(await Promise.all([0, 2, 4.9, 5, 99].map((atS) => buffer.keyframe(atS, never)))).toEqual([
    2, 2, 2, 5, 5,
  ]);
  expect(await text(buffer.read(5, never))).toBe('index 5 6 7');
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

test('a reader receives all MP4 fragments until the end', async () => {
  const buffer = filled([0], 1);
  const first = text(buffer.read(0, never));
  fill(buffer, 1, 3, []);
  await new Promise((resolve) => setImmediate(resolve));
  fill(buffer, 3, 4, []);
  buffer.end();
  expect(await first).toBe('index 0 1 2 3');
});

test('discards aired MP4 fragments up to the previous key frame without affecting a reader', async () => {
  const buffer = filled([0, 4]);
  const reader = buffer.read(0, never);
  for (let n = 0; n < 7; n++) await reader.next();
  expect(buffer.discardBefore(3.5)).toBe(0);
  expect(buffer.discardBefore(5.5)).toBe(4);
  fill(buffer, 8, 9, []);
  buffer.end();
  expect(await text(reader)).toBe(' 6 7 8');
  expect(await text(buffer.read(4, never))).toBe('index 4 5 6 7 8');
});

test('discards aired MP4 fragments when there is no key frame for half a minute', () => {
  const buffer = filled([0], 40);
  expect(buffer.discardBefore(30)).toBe(0);
  expect(buffer.discardBefore(31)).toBe(31);
});

test('is full above its limit, until MP4 fragments are discarded', () => {
  const buffer = new Mp4FragmentBuffer(INDEX, 100);
  for (let n = 0; n < 3; n++) {
    expect(buffer.isFull).toBe(false);
    buffer.push(Buffer.alloc(40), { startS: n, endS: n + 1, keyframeS: n });
  }
  expect(buffer.isFull).toBe(true);
  buffer.discardBefore(1);
  expect(buffer.isFull).toBe(false);
});

test('rejects all waits with the reason when the signal is aborted', async () => {
  const ending = new AbortController();
  const buffer = filled([]);
  const waits = [buffer.keyframe(0, ending.signal), text(buffer.read(0, ending.signal))];
  ending.abort(new Error('aborted'));
  for (const wait of waits) await expect(wait).rejects.toThrow('aborted');
});
