import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pause } from './pause.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

test.each([1000, Number.POSITIVE_INFINITY])(
  'a pause of %d ms ends when it is over, and leaves nothing',
  async (ms) => {
    const over = new AbortController();
    const paused = pause(ms, over.signal);
    over.abort();
    await paused;
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(over.signal, 'abort')).toEqual([]);
  },
);

test('one that lasts as long as it may leaves nothing either', async () => {
  const over = new AbortController();
  const paused = pause(1000, over.signal);
  await vi.advanceTimersByTimeAsync(1000);
  await paused;
  expect(getEventListeners(over.signal, 'abort')).toEqual([]);
});

test('there is none when it is over before it begins', async () => {
  await pause(Number.POSITIVE_INFINITY, AbortSignal.abort());
});
