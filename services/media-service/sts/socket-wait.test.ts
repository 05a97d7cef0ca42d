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

test('ends at the first event with a value', async () => {
  const waiting = wait();
  socket.emit('neutral', 0);
  socket.emit('good', 1);
  socket.emit('good', 2);
  socket.emit('bad', 3);
  expect(await waiting).toBe('good 1');
});

test('rejects when a handler throws', async () => {
  const waiting = wait();
  socket.emit('bad', 1);
  await expect(waiting).rejects.toThrow('bad 1');
});

test('uses onTimeout when no event arrives in time', async () => {
  const waiting = wait();
  vi.advanceTimersByTime(100);
  expect(await waiting).toBe('too late');
});

test('rejects with the reason when the signal is aborted before or during the wait', async () => {
  const waiting = wait();
  ending.abort(new Error('aborted'));
  await expect(waiting).rejects.toThrow('aborted');
  await expect(wait()).rejects.toThrow('aborted');
});
