import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InflightAdvice } from './inflight-advice.ts';

const HOLD_MS = 1000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Two places, and what is told of them. */
function twoPlaces() {
  const told: string[] = [];
  const advice = new InflightAdvice(2, HOLD_MS, ({ action, current_inflight }) =>
    told.push(`${action} at ${current_inflight}`),
  );
  return { advice, told };
}

test('a worker that frees its places is told of each change', () => {
  const { advice, told } = twoPlaces();
  for (const id of ['a', 'b']) advice.take(id);
  for (const id of ['a', 'b']) advice.answered(id);
  for (const id of ['a', 'b']) advice.free(id);
  expect(told).toEqual(['none at 1', 'pause at 2', 'none at 1']);
  expect(vi.getTimerCount()).toBe(0);
});

test('one that frees none is told when they are freed in time', () => {
  const { advice, told } = twoPlaces();
  for (const id of ['a', 'b']) advice.take(id);
  advice.answered('a');
  vi.advanceTimersByTime(500);
  advice.answered('b');
  vi.advanceTimersByTime(499);
  expect(told).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(told.at(-1)).toBe('none at 1');
  vi.advanceTimersByTime(HOLD_MS);
  expect(vi.getTimerCount()).toBe(0);
});

test('nothing is told any more once it is closed', () => {
  const { advice, told } = twoPlaces();
  for (const id of ['a', 'b']) advice.take(id);
  for (const id of ['a', 'b']) advice.answered(id);
  advice.close();
  expect(vi.getTimerCount()).toBe(0);
  advice.free('a');
  expect(told).toHaveLength(2);
});
