import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Semaphore } from './semaphore.ts';

const never = new AbortController().signal;

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

test('admits callers up to the limit and the rest in order of arrival', async () => {
  const semaphore = new Semaphore(2);
  const entered: string[] = [];
  const enter = async (name: string): Promise<void> => {
    await semaphore.acquire(never);
    entered.push(name);
  };
  const all = Promise.all(['a', 'b', 'c', 'd'].map(enter));
  await vi.waitFor(() => expect(entered).toEqual(['a', 'b']));
  semaphore.release();
  semaphore.release();
  await all;
  expect(entered).toEqual(['a', 'b', 'c', 'd']);
});

test('a caller that times out gets no place, then or later', async () => {
  const semaphore = new Semaphore(1);
  expect(await semaphore.acquire(never)).toBe(true);
  const late = semaphore.acquire(never, 100);
  vi.advanceTimersByTime(100);
  expect(await late).toBe(false);
  semaphore.release();
  expect(await semaphore.acquire(never, 0)).toBe(true);
});

test('an aborted caller leaves the queue at once: a place freed in the same tick goes to the next', async () => {
  const semaphore = new Semaphore(1);
  await semaphore.acquire(never);
  const ending = new AbortController();
  const first = semaphore.acquire(ending.signal);
  const second = semaphore.acquire(never, 100);
  ending.abort(new Error('over'));
  semaphore.release();
  await expect(first).rejects.toThrow('over');
  expect(await second).toBe(true);
  await expect(semaphore.acquire(ending.signal)).rejects.toThrow('over');
});

test('clears its timer once the caller is admitted', async () => {
  const semaphore = new Semaphore(1);
  await semaphore.acquire(never);
  const waiting = semaphore.acquire(never, 100);
  semaphore.release();
  await waiting;
  expect(vi.getTimerCount()).toBe(0);
});

test('enter returns a function that releases the place once', async () => {
  const semaphore = new Semaphore(1);
  const leave = await semaphore.enter(never);
  const second = semaphore.enter(never);
  const third = semaphore.acquire(never, 100);
  leave();
  leave();
  await second;
  vi.advanceTimersByTime(100);
  expect(await third).toBe(false);
});

test('enter rejects with the reason of an aborted signal', async () => {
  const semaphore = new Semaphore(1);
  await expect(semaphore.enter(AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
  await semaphore.enter(never);
  const ending = new AbortController();
  const waiting = semaphore.enter(ending.signal);
  ending.abort(new Error('over'));
  await expect(waiting).rejects.toThrow('over');
});

test('never exceeds the limit, whatever the order of acquires and releases', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 60 }),
      async (limit, steps) => {
        const semaphore = new Semaphore(limit);
        let inside = 0;
        for (const acquires of steps) {
          if (acquires) void semaphore.acquire(never).then(() => inside++);
          else if (inside > 0) {
            inside--;
            semaphore.release();
          }
          await Promise.resolve();
          expect(inside).toBeLessThanOrEqual(limit);
        }
      },
    ),
  );
});
