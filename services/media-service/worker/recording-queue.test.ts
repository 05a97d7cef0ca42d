import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { RecordingQueue } from './recording-queue.ts';

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
  ending.abort(new Error('the test is over'));
  vi.useRealTimers();
  await stack.disposeAsync();
});

async function recordingOf(text: string): Promise<string> {
  const file = join(folder, `${text}.mp4`);
  await writeFile(file, text);
  return file;
}

/** Everything that is due now has happened. */
async function settled(): Promise<void> {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
}

/** What a wait has come to. */
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

/** The path of the next recording: of one that has been told of, or is told of while it is waited for. */
async function path(queue: RecordingQueue): Promise<string | undefined> {
  return (await queue.next(quiet, ending.signal))?.path;
}

test('recordings come one after the other, told of before they are waited for or after', async () => {
  const queue = new RecordingQueue(GRACE_MS);
  queue.created('/a.mp4');
  queue.created('/a.mp4');
  expect(await path(queue)).toBe('/a.mp4');
  const next = path(queue);
  queue.created('/b.mp4');
  expect(await next).toBe('/b.mp4');
  expect(queue.path).toBe('/b.mp4');
});

test('a recording ends when that is told, and when the next one begins', async () => {
  vi.useRealTimers();
  const queue = new RecordingQueue(GRACE_MS);
  for (const text of ['first', 'second']) queue.created(await recordingOf(text));
  queue.completed(join(folder, 'second.mp4'));
  for (const expected of ['first', 'second']) {
    const follower = await queue.next(quiet, never);
    let text = '';
    for await (const chunk of follower?.chunks(AbortSignal.timeout(2000)) ?? []) text += chunk.toString();
    expect(text).toBe(expected);
  }
});

/** Whether a recording is complete: nothing more is waited for. */
async function isComplete(queue: RecordingQueue): Promise<() => boolean> {
  const follower = await queue.next(quiet, never);
  const spy = vi.spyOn(follower as NonNullable<typeof follower>, 'complete');
  return () => spy.mock.calls.length > 0;
}

test('without a word of its end a recording ends 3 s after its publisher left', async () => {
  const queue = new RecordingQueue(GRACE_MS);
  queue.created('/a.mp4');
  const complete = await isComplete(queue);
  queue.publisherGone();
  await advance(2000);
  queue.publisherGone();
  await advance(999);
  expect(complete()).toBe(false);
  await advance(1);
  expect(complete()).toBe(true);
});

test('the recording of a publisher that is back is not ended by the end of the one before', async () => {
  const queue = new RecordingQueue(GRACE_MS);
  queue.created('/a.mp4');
  await queue.next(quiet, never);
  queue.publisherGone();
  await advance(2000);
  // The hook of the recording was faster than that of the publisher.
  queue.created('/b.mp4');
  const complete = await isComplete(queue);
  await advance(2000);
  queue.publisherCame();
  await advance(60_000);
  expect(complete()).toBe(false);
});

test('a stream is over when its publisher has been away for the grace and everything has been aired', async () => {
  const queue = new RecordingQueue(GRACE_MS);
  queue.created('/a.mp4');
  await queue.next(quiet, never);
  const aired = Promise.withResolvers<void>();
  const next = watch(queue.next(() => aired.promise, ending.signal));
  await advance(9000);
  queue.publisherGone();
  await advance(GRACE_MS - 1);
  expect(queue.isOpen).toBe(true);
  await advance(1000);
  expect(next.value).toBe('waiting');
  expect([queue.isOpen, queue.takesRecording]).toEqual([true, true]);
  aired.resolve();
  await settled();
  expect(next.value).toBeUndefined();
  expect([queue.isOpen, queue.takesRecording]).toEqual([false, false]);
});

test.each([1000, GRACE_MS + 1000])(
  'a publisher that is back after %i ms goes on, as long as the output does',
  async (awayMs) => {
    const queue = new RecordingQueue(GRACE_MS);
    queue.created('/a.mp4');
    await queue.next(quiet, never);
    const next = watch(queue.next(loud, ending.signal));
    queue.publisherGone();
    await advance(awayMs);
    queue.publisherCame();
    await advance(4000);
    expect(next.value).toBe('waiting');
    queue.created('/b.mp4');
    await settled();
    expect(next.value).toMatchObject({ path: '/b.mp4' });
  },
);

test('a publisher that is there and records nothing more has ended its stream', async () => {
  const queue = new RecordingQueue(GRACE_MS);
  queue.created('/a.mp4');
  await queue.next(quiet, never);
  const next = watch(queue.next(quiet, ending.signal));
  await advance(9999);
  expect(next.value).toBe('waiting');
  await advance(1);
  expect(next.value).toBeUndefined();
});

test('without a grace a stream is over once its publisher left', async () => {
  const queue = new RecordingQueue(0);
  expect(queue.takesRecording).toBe(true);
  queue.created('/a.mp4');
  await queue.next(quiet, never);
  expect([queue.isOpen, queue.takesRecording]).toEqual([true, true]);
  const next = watch(queue.next(loud, ending.signal));
  queue.publisherGone();
  expect([queue.isOpen, queue.takesRecording]).toEqual([false, false]);
  await settled();
  expect(next.value).toBeUndefined();
});

test.each([0, GRACE_MS])(
  'with %i ms of grace, a publisher that stays has another recording',
  async (graceMs) => {
    const queue = new RecordingQueue(graceMs);
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

test('what another publisher did not send is not lost', async () => {
  const queue = new RecordingQueue(GRACE_MS);
  queue.created('/a.mp4');
  await queue.next(quiet, never);
  expect(queue.lostS).toBeUndefined();
  queue.completed('/a.mp4');
  queue.publisherGone();
  await advance(2000);
  queue.publisherCame();
  queue.created('/b.mp4');
  await queue.next(quiet, never);
  expect([queue.publishers, queue.lostS]).toEqual([2, undefined]);
});

test('an end that is told late, when the next recording has begun, is no gap before the one after that', async () => {
  const queue = new RecordingQueue(GRACE_MS);
  for (const path of ['/a.mp4', '/b.mp4']) queue.created(path);
  queue.completed('/a.mp4');
  await advance(2000);
  queue.created('/c.mp4');
  for (let n = 0; n < 3; n++) await queue.next(quiet, never);
  expect([queue.path, queue.lostS]).toEqual(['/c.mp4', undefined]);
});

test('a recording that nobody announces is told, with what to look at', async () => {
  const follower = new RecordingQueue(GRACE_MS).next(quiet, never);
  const told = expect(follower).rejects.toMatchObject({
    code: 'RECORDING_NOT_ANNOUNCED',
    message: expect.stringMatching(/within 10000 ms.*mtx-hook segment-create/),
  });
  await advance(10_000);
  await told;
});

test('told to end, before or while it waits, it ends with the reason; closed, it leaves no timer', async () => {
  const queue = new RecordingQueue(GRACE_MS);
  const waiting = queue.next(quiet, ending.signal);
  ending.abort(new Error('over'));
  await expect(waiting).rejects.toThrow('over');
  await expect(new RecordingQueue(GRACE_MS).next(quiet, ending.signal)).rejects.toThrow('over');
  queue.publisherGone();
  queue.close();
  expect(vi.getTimerCount()).toBe(0);
  expect(await queue.next(quiet, never)).toBeUndefined();
});
