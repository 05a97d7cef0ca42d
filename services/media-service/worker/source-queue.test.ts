import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { type QueuedSource, SourceQueue } from './source-queue.ts';

const GRACE_MS = 5000;
const never = new AbortController().signal;
const quiet = (): Promise<void> => Promise.resolve();
const loud = (): Promise<void> => new Promise(() => undefined);

let stack: AsyncDisposableStack;
let folder: string;
let ending: AbortController;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  folder = stack.use(await createTempFolder()).path;
  ending = new AbortController();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(async () => {
  ending.abort(new Error('the test has ended'));
  vi.useRealTimers();
  await stack.disposeAsync();
});

async function recordingOf(text: string): Promise<string> {
  const file = join(folder, `${text}.mp4`);
  await writeFile(file, text);
  return file;
}

/** Runs everything that is due now. */
async function settled(): Promise<void> {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
}

/** The state of a wait. */
function watch<T>(wait: Promise<T>): { value: T | 'waiting' } {
  const seen: { value: T | 'waiting' } = { value: 'waiting' };
  wait.then(
    (value) => {
      seen.value = value;
    },
    () => undefined,
  );
  return seen;
}

async function advance(durationMs: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(durationMs);
  await settled();
}

/** The path of the next recording, announced before or during the wait. */
async function path(queue: SourceQueue): Promise<string | undefined> {
  return (await queue.next(quiet, ending.signal))?.feed.path;
}

test('returns sources in order, announced before or during the wait', async () => {
  const queue = new SourceQueue(GRACE_MS);
  queue.created('/a.mp4');
  queue.created('/a.mp4');
  expect(await path(queue)).toBe('/a.mp4');
  const next = path(queue);
  queue.created('/b.mp4');
  expect(await next).toBe('/b.mp4');
});

test('a recording ends with its hook, and when the next one starts', async () => {
  vi.useRealTimers();
  const queue = new SourceQueue(GRACE_MS);
  for (const text of ['first', 'second']) queue.created(await recordingOf(text));
  queue.completed(join(folder, 'second.mp4'));
  for (const expected of ['first', 'second']) {
    const source = await queue.next(quiet, never);
    let text = '';
    for await (const chunk of source?.feed.chunks(AbortSignal.timeout(2000)) ?? []) text += chunk.toString();
    expect(text).toBe(expected);
  }
});

/** Whether a recording is complete: reading ends instead of waiting. */
async function isComplete(queue: SourceQueue): Promise<() => boolean> {
  const source = (await queue.next(quiet, never)) as QueuedSource;
  const spy = vi.spyOn(source.feed, 'complete');
  return () => spy.mock.calls.length > 0;
}

test('a recording without a hook ends 3 s after its publisher left', async () => {
  const queue = new SourceQueue(GRACE_MS);
  queue.created('/a.mp4');
  const complete = await isComplete(queue);
  queue.publisherLeft();
  await advance(2000);
  queue.publisherLeft();
  await advance(999);
  expect(complete()).toBe(false);
  await advance(1);
  expect(complete()).toBe(true);
});

test('the recording of a returned publisher is not ended by the end of the previous one', async () => {
  const queue = new SourceQueue(GRACE_MS);
  queue.created('/a.mp4');
  await queue.next(quiet, never);
  queue.publisherLeft();
  await advance(2000);
  // The hook of the recording arrives before that of the publisher.
  queue.created('/b.mp4');
  const complete = await isComplete(queue);
  await advance(2000);
  queue.publisherArrived();
  await advance(60_000);
  expect(complete()).toBe(false);
});

test('a stream ends when its publisher has been away for the grace period and everything has been aired', async () => {
  const queue = new SourceQueue(GRACE_MS);
  queue.created('/a.mp4');
  await queue.next(quiet, never);
  const aired = Promise.withResolvers<void>();
  const next = watch(queue.next(() => aired.promise, ending.signal));
  await advance(9000);
  queue.publisherLeft();
  await advance(GRACE_MS - 1);
  expect(queue.isOpen).toBe(true);
  await advance(1000);
  expect(next.value).toBe('waiting');
  expect([queue.isOpen, queue.acceptsRecording]).toEqual([true, true]);
  aired.resolve();
  await settled();
  expect(next.value).toBeUndefined();
  expect([queue.isOpen, queue.acceptsRecording]).toEqual([false, false]);
});

test.each([1000, GRACE_MS + 1000])(
  'a publisher that returns after %i ms continues the stream while the output airs',
  async (awayMs) => {
    const queue = new SourceQueue(GRACE_MS);
    queue.created('/a.mp4');
    await queue.next(quiet, never);
    const next = watch(queue.next(loud, ending.signal));
    queue.publisherLeft();
    await advance(awayMs);
    queue.publisherArrived();
    await advance(4000);
    expect(next.value).toBe('waiting');
    queue.created('/b.mp4');
    await settled();
    expect(next.value).toMatchObject({ feed: { path: '/b.mp4' } });
  },
);

test('a stream ends when its publisher stays without a further recording', async () => {
  const queue = new SourceQueue(GRACE_MS);
  queue.created('/a.mp4');
  await queue.next(quiet, never);
  const next = watch(queue.next(quiet, ending.signal));
  await advance(9999);
  expect(next.value).toBe('waiting');
  await advance(1);
  expect(next.value).toBeUndefined();
});

test('without a grace period a stream ends when its publisher leaves', async () => {
  const queue = new SourceQueue(0);
  expect(queue.acceptsRecording).toBe(true);
  queue.created('/a.mp4');
  await queue.next(quiet, never);
  expect([queue.isOpen, queue.acceptsRecording]).toEqual([true, true]);
  const next = watch(queue.next(loud, ending.signal));
  queue.publisherLeft();
  expect([queue.isOpen, queue.acceptsRecording]).toEqual([false, false]);
  await settled();
  expect(next.value).toBeUndefined();
});

test.each([0, GRACE_MS])(
  'with a grace period of %i ms, a publisher that stays may have another recording',
  async (graceMs) => {
    const queue = new SourceQueue(graceMs);
    queue.created('/a.mp4');
    await queue.next(quiet, never);
    await advance(60_000);
    queue.completed('/a.mp4');
    const next = watch(path(queue));
    await advance(9000);
    expect(next.value).toBe('waiting');
    queue.created('/b.mp4');
    await settled();
    expect(next.value).toBe('/b.mp4');
    expect(queue.publishers).toBe(1);
  },
);

test('a gap between two publishers is not a loss', async () => {
  const queue = new SourceQueue(GRACE_MS);
  queue.created('/a.mp4');
  expect(await queue.next(quiet, never)).toMatchObject({ lostS: undefined });
  queue.completed('/a.mp4');
  queue.publisherLeft();
  await advance(2000);
  queue.publisherArrived();
  queue.created('/b.mp4');
  expect(await queue.next(quiet, never)).toMatchObject({ lostS: undefined });
  expect(queue.publishers).toBe(2);
});

test.each([
  [900, undefined],
  [2300, 2.3],
])('a recording that follows after %d ms of the same publisher: %d s are lost', async (pauseMs, lostS) => {
  const queue = new SourceQueue(GRACE_MS);
  queue.created('/a.mp4');
  await queue.next(quiet, never);
  queue.completed('/a.mp4');
  await advance(pauseMs);
  queue.created('/b.mp4');
  const next = await queue.next(quiet, never);
  if (lostS === undefined) expect(next?.lostS).toBeUndefined();
  else expect(next?.lostS).toBeCloseTo(lostS, 3);
});

test.each([
  [900, 0],
  [3000, 3],
])(
  'a publisher that leaves %d ms after its last recording: %d s are lost at its end',
  async (pauseMs, lostS) => {
    const queue = new SourceQueue(GRACE_MS);
    queue.created('/a.mp4');
    await queue.next(quiet, never);
    queue.completed('/a.mp4');
    await advance(pauseMs);
    queue.publisherLeft();
    expect(queue.takeLostAtEndS()).toBeCloseTo(lostS, 3);
    expect(queue.takeLostAtEndS()).toBe(0);
  },
);

test('a late completion hook of an earlier recording is not a gap before the next one', async () => {
  const queue = new SourceQueue(GRACE_MS);
  for (const path of ['/a.mp4', '/b.mp4']) queue.created(path);
  queue.completed('/a.mp4');
  await advance(2000);
  queue.created('/c.mp4');
  for (let n = 0; n < 2; n++) await queue.next(quiet, never);
  expect(await queue.next(quiet, never)).toMatchObject({ feed: { path: '/c.mp4' }, lostS: undefined });
});

test('rejects without an announced recording and names the settings to check', async () => {
  const next = new SourceQueue(GRACE_MS).next(quiet, never);
  const rejected = expect(next).rejects.toMatchObject({
    code: 'RECORDING_NOT_ANNOUNCED',
    message: expect.stringMatching(/within 10000 ms.*mtx-hook segment-create/),
  });
  await advance(10_000);
  await rejected;
});

test('rejects with the reason when the signal is aborted before or during the wait; close leaves no timer', async () => {
  const queue = new SourceQueue(GRACE_MS);
  const waiting = queue.next(quiet, ending.signal);
  ending.abort(new Error('aborted'));
  await expect(waiting).rejects.toThrow('aborted');
  await expect(new SourceQueue(GRACE_MS).next(quiet, ending.signal)).rejects.toThrow('aborted');
  queue.publisherLeft();
  queue.close();
  expect(vi.getTimerCount()).toBe(0);
  expect(await queue.next(quiet, never)).toBeUndefined();
});
