import { expect, test } from 'vitest';
import { MediaHold } from './media-hold.ts';

const INDEX = Buffer.from('index');
const never = new AbortController().signal;

/** Fragments of a second each, named by their number; those in `keys` begin with a keyframe. */
function fill(hold: MediaHold, from: number, to: number, keys: readonly number[]): void {
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

function filled(keys: readonly number[], count = 8): MediaHold {
  const hold = new MediaHold(INDEX, 1000);
  fill(hold, 0, count, keys);
  return hold;
}

test('it is read from the last keyframe at or before a time, or else from the first one after it', async () => {
  const hold = filled([2, 5]);
  hold.end();
  expect(await Promise.all([0, 2, 4.9, 5, 99].map((atS) => hold.keyframe(atS, never)))).toEqual([
    2, 2, 2, 5, 5,
  ]);
  expect(await text(hold.read(5, never))).toBe('index 5 6 7');
});

test('a keyframe that has not come is waited for; one that never comes is none', async () => {
  const hold = filled([]);
  const found = hold.keyframe(3, never);
  fill(hold, 8, 10, [9]);
  expect(await found).toBe(9);
  const without = filled([]);
  const none = without.keyframe(3, never);
  without.end();
  expect(await none).toBeUndefined();
});

test('whoever reads gets what comes until the end', async () => {
  const hold = filled([0], 1);
  const first = text(hold.read(0, never));
  fill(hold, 1, 3, []);
  await new Promise((resolve) => setImmediate(resolve));
  fill(hold, 3, 4, []);
  hold.end();
  expect(await first).toBe('index 0 1 2 3');
});

test('what was aired is dropped up to the keyframe before it, and a reader is not disturbed', async () => {
  const hold = filled([0, 4]);
  const reader = hold.read(0, never);
  for (let n = 0; n < 7; n++) await reader.next();
  expect(hold.forget(3.5)).toBe(0);
  expect(hold.forget(5.5)).toBe(4);
  fill(hold, 8, 9, []);
  hold.end();
  expect(await text(reader)).toBe(' 6 7 8');
  expect(await text(hold.read(4, never))).toBe('index 4 5 6 7 8');
});

test('without a keyframe for half a minute, what was aired is kept no longer', () => {
  const hold = filled([0], 40);
  expect(hold.forget(30)).toBe(0);
  expect(hold.forget(31)).toBe(31);
});

test('it tells when it holds more than it should; what is dropped makes room', () => {
  const hold = new MediaHold(INDEX, 100);
  for (let n = 0; n < 3; n++) {
    expect(hold.isFull).toBe(false);
    hold.push(Buffer.alloc(40), { startS: n, endS: n + 1, keyframeS: n });
  }
  expect(hold.isFull).toBe(true);
  hold.forget(1);
  expect(hold.isFull).toBe(false);
});

test('told to end, whoever waits ends with the reason', async () => {
  const ending = new AbortController();
  const hold = filled([]);
  const waits = [hold.keyframe(0, ending.signal), text(hold.read(0, ending.signal))];
  ending.abort(new Error('over'));
  for (const wait of waits) await expect(wait).rejects.toThrow('over');
});
