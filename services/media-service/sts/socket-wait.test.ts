import { EventEmitter, getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { waitForEvent } from './socket-wait.ts';

let socket: EventEmitter;
let ending: AbortController;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  socket = new EventEmitter();
  ending = new AbortController();
});
afterEach(() => {
  expect(socket.eventNames()).toEqual([]);
  expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

function wait(): Promise<string> {
  return waitForEvent<string>(socket, {
    on: {
      good: (argument) => `good ${String(argument)}`,
      bad: (argument) => {
        throw new Error(`bad ${String(argument)}`);
      },
      neither: () => undefined,
    },
    withinMs: 100,
    onTimeout: () => 'too late',
    signal: ending.signal,
  });
}

test('the first event that means something ends it', async () => {
  const waiting = wait();
  socket.emit('neither', 0);
  socket.emit('good', 1);
  socket.emit('good', 2);
  socket.emit('bad', 3);
  expect(await waiting).toBe('good 1');
});

test('an event may mean a failure', async () => {
  const waiting = wait();
  socket.emit('bad', 1);
  await expect(waiting).rejects.toThrow('bad 1');
});

test('no event in time has its own meaning', async () => {
  const waiting = wait();
  vi.advanceTimersByTime(100);
  expect(await waiting).toBe('too late');
});

test('told to end, before or while it waits, it ends with the reason', async () => {
  const waiting = wait();
  ending.abort(new Error('over'));
  await expect(waiting).rejects.toThrow('over');
  await expect(wait()).rejects.toThrow('over');
});
