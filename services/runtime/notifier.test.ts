import { getEventListeners } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { Notifier } from './notifier.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('wakes every waiter at the next notification, and at none before', async () => {
  const notifier = new Notifier();
  const woken: string[] = [];
  const { signal } = new AbortController();
  notifier.notify();
  const waiting = ['a', 'b'].map((name) => notifier.wait(signal).then(() => woken.push(name)));
  await new Promise((resolve) => setImmediate(resolve));
  expect(woken).toEqual([]);
  notifier.notify();
  await Promise.all(waiting);
  expect(woken).toEqual(['a', 'b']);
});

test('resolves after the timeout and leaves no timer or listener', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const notifier = new Notifier();
  const { signal } = new AbortController();
  const late = notifier.wait(signal, 1000);
  await vi.advanceTimersByTimeAsync(1000);
  await late;
  const notified = notifier.wait(signal, 1000);
  notifier.notify();
  await notified;
  expect(vi.getTimerCount()).toBe(0);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('rejects with the reason of the signal when it is aborted before or during the wait', async () => {
  const notifier = new Notifier();
  const caller = new AbortController();
  const waiting = notifier.wait(caller.signal);
  caller.abort(new Error('aborted'));
  await expect(waiting).rejects.toThrow('aborted');
  await expect(notifier.wait(caller.signal)).rejects.toThrow('aborted');
});
