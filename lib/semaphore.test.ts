import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Semaphore } from './semaphore.ts';

const never = new AbortController().signal;

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

test('so many get in at once, the others in the order in which they came', async () => {
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

test('who has waited too long leaves without a place, and takes none later', async () => {
  const semaphore = new Semaphore(1);
  expect(await semaphore.acquire(never)).toBe(true);
  const late = semaphore.acquire(never, 100);
  vi.advanceTimersByTime(100);
  expect(await late).toBe(false);
  semaphore.release();
  expect(await semaphore.acquire(never, 0)).toBe(true);
});

test('who is told to end leaves at once: a place that comes free in that moment goes to the next', async () => {
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

test('leaves no timer behind', async () => {
  const semaphore = new Semaphore(1);
  await semaphore.acquire(never);
  const waiting = semaphore.acquire(never, 100);
  semaphore.release();
  await waiting;
  expect(vi.getTimerCount()).toBe(0);
});

test('never lets more in than the limit, whatever comes and goes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 60 }),
      async (limit, steps) => {
        const semaphore = new Semaphore(limit);
        let inside = 0;
        for (const comes of steps) {
          if (comes) void semaphore.acquire(never).then(() => inside++);
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
