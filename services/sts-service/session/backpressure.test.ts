import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BackpressureMonitor } from './backpressure.ts';

const HOLD_MS = 1000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

function monitorOf(maxInflight: number) {
  const notices: string[] = [];
  const monitor = new BackpressureMonitor(maxInflight, HOLD_MS, (notice) =>
    notices.push(
      `${notice.severity}/${notice.action}/${notice.recommended_delay_ms}/${notice.current_inflight}`,
    ),
  );
  return { monitor, notices };
}

/** The notices while the number of fragments in flight, of at most 10, takes these values one after another. */
function noticesAt(...counts: number[]): string[] {
  const { monitor, notices } = monitorOf(10);
  let inflight = 0;
  for (const count of counts) {
    for (; inflight < count; inflight += 1) monitor.accepted(`f${inflight}`);
    for (; inflight > count; inflight -= 1) monitor.acknowledged(`f${inflight - 1}`);
  }
  return notices;
}

test('starts each level at its share', () => {
  expect(noticesAt(4)).toEqual([]);
  expect(noticesAt(10)).toEqual(['low/none/undefined/5', 'medium/slow_down/500/7', 'high/pause/1000/9']);
});

test('sends one all-clear when the level falls, and none after the level that has no action', () => {
  expect(noticesAt(9, 8, 7, 6, 5, 4, 3).slice(3)).toEqual(['medium/slow_down/500/8', 'low/none/undefined/6']);
  expect(noticesAt(5, 4, 5)).toEqual(['low/none/undefined/5', 'low/none/undefined/5']);
});

test('sends the all-clear when the level falls below the lowest at once', () => {
  const { monitor, notices } = monitorOf(1);
  monitor.accepted('a');
  monitor.acknowledged('a');
  expect(notices).toEqual(['high/pause/1000/1', 'low/none/undefined/0']);
});

/** Two fragments in flight of at most two. */
function full() {
  const { monitor, notices } = monitorOf(2);
  for (const id of ['a', 'b']) monitor.accepted(id);
  expect(notices).toEqual(['low/none/undefined/1', 'high/pause/1000/2']);
  notices.length = 0;
  return { monitor, notices };
}

test('counts a fragment until the worker acknowledges its result', () => {
  const { monitor, notices } = full();
  for (const id of ['a', 'b']) monitor.answered(id);
  expect(notices).toEqual([]);
  for (const id of ['a', 'b']) monitor.acknowledged(id);
  expect(notices).toEqual(['low/none/undefined/1']);
  expect(vi.getTimerCount()).toBe(0);
});

test('counts an unacknowledged fragment until the hold time after its result', () => {
  const { monitor, notices } = full();
  vi.advanceTimersByTime(1e9);
  expect(notices).toEqual([]);
  monitor.answered('a');
  vi.advanceTimersByTime(500);
  monitor.answered('b');
  vi.advanceTimersByTime(499);
  expect(notices).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(notices).toEqual(['low/none/undefined/1']);
  vi.advanceTimersByTime(HOLD_MS);
  expect(vi.getTimerCount()).toBe(0);
});

test('does not count a fragment that was acknowledged before its result was counted as sent', () => {
  const { monitor, notices } = full();
  monitor.acknowledged('a');
  monitor.answered('a');
  expect(notices).toEqual(['low/none/undefined/1']);
  expect(vi.getTimerCount()).toBe(0);
});

test('reports nothing after it is closed', () => {
  const { monitor, notices } = full();
  for (const id of ['a', 'b']) monitor.answered(id);
  monitor.close();
  expect(vi.getTimerCount()).toBe(0);
  monitor.acknowledged('a');
  expect(notices).toEqual([]);
});
