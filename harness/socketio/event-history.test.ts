import { expect, test } from 'vitest';
import { EventHistory } from './event-history.ts';

const event = (payload: number) => ({ event: 'x', payload, receivedAtMs: payload });
const never = new AbortController().signal;
const failure = () => new Error('aborted');

test('keeps the newest events and counts all of them', () => {
  const history = new EventHistory(2);
  for (const payload of [1, 2, 3]) history.add(event(payload));
  expect(history.events.map((kept) => kept.payload)).toEqual([2, 3]);
  expect(history.total).toBe(3);
});

test('finds the first kept event', async () => {
  const history = new EventHistory(10);
  for (const payload of [1, 2, 3]) history.add(event(payload));
  expect(await history.find((kept) => Number(kept.payload) > 1, never, failure)).toEqual(event(2));
});

test('finds the first event that is added later', async () => {
  const history = new EventHistory(10);
  const found = history.find((kept) => Number(kept.payload) > 1, never, failure);
  for (const payload of [1, 2, 3]) history.add(event(payload));
  expect(await found).toEqual(event(2));
});

test('rejects with the given error when aborted, before and during the wait', async () => {
  const history = new EventHistory(10);
  const controller = new AbortController();
  const waiting = history.find(() => true, controller.signal, failure);
  controller.abort();
  await expect(waiting).rejects.toThrow('aborted');
  await expect(history.find(() => true, controller.signal, failure)).rejects.toThrow('aborted');
});

test('a predicate that throws rejects only its own wait', async () => {
  const history = new EventHistory(10);
  const broken = history.find(
    () => {
      throw new Error('predicate');
    },
    never,
    failure,
  );
  const other = history.find(() => true, never, failure);
  history.add(event(1));
  await expect(broken).rejects.toThrow('predicate');
  expect(await other).toEqual(event(1));
});
