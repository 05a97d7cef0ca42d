import { getEventListeners } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { Changes } from './changes.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('everybody who waits is told of the next change, and of none before it', async () => {
  const changes = new Changes();
  const told: string[] = [];
  const { signal } = new AbortController();
  changes.tell();
  const waiting = ['a', 'b'].map((name) => changes.next(signal).then(() => told.push(name)));
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([]);
  changes.tell();
  await Promise.all(waiting);
  expect(told).toEqual(['a', 'b']);
});

test('a wait has an end without a change, and leaves nothing behind', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const changes = new Changes();
  const { signal } = new AbortController();
  const late = changes.next(signal, 1000);
  await vi.advanceTimersByTimeAsync(1000);
  await late;
  const told = changes.next(signal, 1000);
  changes.tell();
  await told;
  expect(vi.getTimerCount()).toBe(0);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('who is called away, before or while it waits, throws why', async () => {
  const changes = new Changes();
  const caller = new AbortController();
  const waiting = changes.next(caller.signal);
  caller.abort(new Error('called away'));
  await expect(waiting).rejects.toThrow('called away');
  await expect(changes.next(caller.signal)).rejects.toThrow('called away');
});
