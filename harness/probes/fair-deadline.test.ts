import { expect, test } from 'vitest';
import { fairDeadline } from './fair-deadline.ts';

const never = new AbortController().signal;

test('aborts when its time is up', async () => {
  using deadline = fairDeadline(100, never);
  await new Promise((resolve) => deadline.signal.addEventListener('abort', resolve));
  expect([deadline.isOver, String(deadline.signal.reason)]).toEqual([true, 'Error: no result within 100 ms']);
});

test('does not count the time in which the process is blocked', async () => {
  using deadline = fairDeadline(300, never);
  const untilMs = performance.now() + 400;
  while (performance.now() < untilMs);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(deadline.isOver).toBe(false);
});

test('aborts with the other signal, and does not count as over then', () => {
  const stop = new AbortController();
  using deadline = fairDeadline(100, stop.signal);
  stop.abort(new Error('stopped'));
  expect([deadline.signal.reason, deadline.isOver]).toEqual([new Error('stopped'), false]);
});
