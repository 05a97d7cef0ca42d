import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { waitForBufferSpace, waitUntilAired } from './wait-for-output.ts';

const ending = new AbortController();

/** Starts a wait on a worker whose state the test changes. */
function wait({ isStarving = false, inProgress = 0 }, signal = ending.signal) {
  const worker = { isFull: true, isStarving, inProgress, expired: 0, isDone: false };
  const dubber = {
    expireOldest: () => {
      if (worker.inProgress === 0) return false;
      worker.expired++;
      return true;
    },
  };
  const waiting = waitForBufferSpace({ buffer: worker, output: worker, dubber, signal });
  const done = waiting.then(() => {
    worker.isDone = true;
  });
  return { worker, done };
}

test('does not wait while the buffer has space', async () => {
  const dubber = { expireOldest: () => false };
  const options = { buffer: { isFull: false }, output: { isStarving: true }, dubber, signal: ending.signal };
  await waitForBufferSpace(options);
});

test('waits while the output airs and frees space', async () => {
  const { worker, done } = wait({ inProgress: 1 });
  await sleep(100);
  expect(worker).toMatchObject({ isDone: false, expired: 0 });
  worker.isFull = false;
  await done;
});

test('expires the oldest segment while the output has no audio', async () => {
  const { worker, done } = wait({ isStarving: true, inProgress: 2 });
  await sleep(10);
  expect(worker).toMatchObject({ isDone: false, expired: 1 });
  worker.isStarving = false;
  await sleep(100);
  expect(worker).toMatchObject({ isDone: false, expired: 1 });
  worker.isFull = false;
  await done;
});

test('exceeds the limit when no segment is in progress', async () => {
  await wait({ isStarving: true }).done;
});

test('rejects when the signal is aborted', async () => {
  const aborting = new AbortController();
  const { done } = wait({}, aborting.signal);
  aborting.abort(new Error('aborted'));
  await expect(done).rejects.toMatchObject({ cause: expect.objectContaining({ message: 'aborted' }) });
});

const MONO = { sampleRateHz: 48_000, channels: 1 };
const never = new AbortController().signal;

/** An output at `airedS`, and at `thenS` after it was read `afterReads` times. */
function outputAt(airedS: number, { thenS = airedS, afterReads = Number.POSITIVE_INFINITY } = {}) {
  let reads = 0;
  return {
    get reads() {
      return reads;
    },
    get airedS() {
      return ++reads > afterReads ? thenS : airedS;
    },
  };
}

test('treats times that differ in their last bits as equal', async () => {
  // Three segments of 0.1 s: 0.1 + 0.1 + 0.1 > 0.3.
  const output = outputAt(14_400 / 48_000);
  await waitUntilAired(0.1 + 0.1 + 0.1, output, MONO, never);
  expect(output.reads).toBe(1);
});

test('waits for the last sample', async () => {
  const output = outputAt(14_399 / 48_000, { thenS: 14_400 / 48_000, afterReads: 2 });
  await waitUntilAired(0.1 + 0.1 + 0.1, output, MONO, never);
  expect(output.reads).toBe(3);
});

test('rejects with an AbortError when the signal is aborted', async () => {
  const ending = new AbortController();
  const waiting = waitUntilAired(1, outputAt(0), MONO, ending.signal);
  ending.abort();
  await expect(waiting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
});
