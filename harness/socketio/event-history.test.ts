import { expect, test } from 'vitest';
import { EventHistory } from './event-history.ts';

const event = (payload: number) => ({ event: 'x', payload, receivedAtMs: payload });
const never = new AbortController().signal;
const failure = () => new Error('gave up');

test('keeps the newest events and counts all', () => {
  const history = new EventHistory(2);
  for (const payload of [1, 2, 3]) history.add(event(payload));
  expect(history.events.map((kept) => kept.payload)).toEqual([2, 3]);
  expect(history.seen).toBe(3);
});

test('finds the first event that was there already', async () => {
  const history = new EventHistory(10);
  for (const payload of [1, 2, 3]) history.add(event(payload));
  expect(await history.find((kept) => Number(kept.payload) > 1, never, failure)).toEqual(event(2));
});

test('finds the first event that comes later', async () => {
  const history = new EventHistory(10);
  const found = history.find((kept) => Number(kept.payload) > 1, never, failure);
  for (const payload of [1, 2, 3]) history.add(event(payload));
  expect(await found).toEqual(event(2));
});

test('gives up with the given error, before and while waiting', async () => {
  const history = new EventHistory(10);
  const controller = new AbortController();
  const waiting = history.find(() => true, controller.signal, failure);
  controller.abort();
  await expect(waiting).rejects.toThrow('gave up');
  await expect(history.find(() => true, controller.signal, failure)).rejects.toThrow('gave up');
});

test('a predicate that throws rejects its own wait only', async () => {
  const history = new EventHistory(10);
  const broken = history.find(
    () => {
      throw new Error('predicate');
    },
    never,
    failure,
  );
  const sound = history.find(() => true, never, failure);
  history.add(event(1));
  await expect(broken).rejects.toThrow('predicate');
  expect(await sound).toEqual(event(1));
});
