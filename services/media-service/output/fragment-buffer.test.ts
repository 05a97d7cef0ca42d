import { expect, test } from 'vitest';
import { FragmentBuffer } from './fragment-buffer.ts';

const INDEX = Buffer.from('index');
const never = new AbortController().signal;

/** Fragments of one second each, named by their number; those in `keys` start with a keyframe. */
function fill(hold: FragmentBuffer, from: number, to: number, keys: readonly number[]): void {
  for (let n = from; n < to; n++) {
    const span = { startS: n, endS: n + 1, keyframeS: keys.includes(n) ? n : undefined };
    hold.push(Buffer.from(` ${n}`), span);
  }
}

async function text(chunks: AsyncIterable<Buffer>): Promise<string> {
  let all = '';
  for await (const chunk of chunks) all += chunk.toString();
  return all;
}

function filled(keys: readonly number[], count = 8): FragmentBuffer {
  const hold = new FragmentBuffer(INDEX, 1000);
  fill(hold, 0, count, keys);
  return hold;
}

test('reads from the last keyframe at or before a time, or else from the first one after it', async () => {
  const hold = filled([2, 5]);
  hold.end();
  expect(await Promise.all([0, 2, 4.9, 5, 99].map((atS) => hold.keyframe(atS, never)))).toEqual([
    2, 2, 2, 5, 5,
  ]);
  expect(await text(hold.read(5, never))).toBe('index 5 6 7');
});

test('waits for a keyframe, and returns undefined when the source ends without one', async () => {
  const hold = filled([]);
  const found = hold.keyframe(3, never);
  fill(hold, 8, 10, [9]);
  expect(await found).toBe(9);
  const without = filled([]);
  const none = without.keyframe(3, never);
  without.end();
  expect(await none).toBeUndefined();
});

test('a reader receives all fragments until the end', async () => {
  const hold = filled([0], 1);
  const first = text(hold.read(0, never));
  fill(hold, 1, 3, []);
  await new Promise((resolve) => setImmediate(resolve));
  fill(hold, 3, 4, []);
  hold.end();
  expect(await first).toBe('index 0 1 2 3');
});

test('discards aired fragments up to the previous keyframe without affecting a reader', async () => {
  const hold = filled([0, 4]);
  const reader = hold.read(0, never);
  for (let n = 0; n < 7; n++) await reader.next();
  expect(hold.discardBefore(3.5)).toBe(0);
  expect(hold.discardBefore(5.5)).toBe(4);
  fill(hold, 8, 9, []);
  hold.end();
  expect(await text(reader)).toBe(' 6 7 8');
  expect(await text(hold.read(4, never))).toBe('index 4 5 6 7 8');
});

test('discards aired fragments when there is no keyframe for half a minute', () => {
  const hold = filled([0], 40);
  expect(hold.discardBefore(30)).toBe(0);
  expect(hold.discardBefore(31)).toBe(31);
});

test('is full above its limit, until fragments are discarded', () => {
  const hold = new FragmentBuffer(INDEX, 100);
  for (let n = 0; n < 3; n++) {
    expect(hold.isFull).toBe(false);
    hold.push(Buffer.alloc(40), { startS: n, endS: n + 1, keyframeS: n });
  }
  expect(hold.isFull).toBe(true);
  hold.discardBefore(1);
  expect(hold.isFull).toBe(false);
});

test('rejects all waits with the reason when the signal is aborted', async () => {
  const ending = new AbortController();
  const hold = filled([]);
  const waits = [hold.keyframe(0, ending.signal), text(hold.read(0, ending.signal))];
  ending.abort(new Error('aborted'));
  for (const wait of waits) await expect(wait).rejects.toThrow('aborted');
});
