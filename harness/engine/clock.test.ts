import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { pause } from './clock.ts';
import { ManualClock } from './testing/manual-clock.ts';

test('a pause removes its timer and its abort listener, whether it elapses or is aborted', async () => {
  const clock = new ManualClock();
  const { signal } = new AbortController();
  const pausing = pause(clock, 10, signal);
  await clock.advance(10);
  await pausing;
  expect(getEventListeners(signal, 'abort')).toEqual([]);

  const stop = new AbortController();
  const stopped = pause(clock, 10, stop.signal);
  stop.abort(new Error('enough'));
  await expect(stopped).rejects.toThrow('enough');
  expect(clock.pending).toBe(0);
  await expect(pause(clock, 10, stop.signal)).rejects.toThrow('enough');
});
