import { expect, test } from 'vitest';
import { type ObservedEvent, ObserverQueue } from './observer-queue.ts';

const event = (name: string, bytes = 1): ObservedEvent => ({ args: [name], bytes });

/** A transport that holds one event until it is told to drain. */
function slowObserver(buffer: { maxEvents: number; maxBytes: number }) {
  const sent: unknown[][] = [];
  const queue = new ObserverQueue({ send: (args) => sent.push([...args]) }, buffer, 'missed');
  return { queue, sent };
}

test('the transport gets one event at a time', () => {
  const { queue, sent } = slowObserver({ maxEvents: 10, maxBytes: 10 });
  for (const name of ['a', 'b']) queue.offer(event(name));
  expect(sent).toEqual([['a']]);
  queue.onDrain();
  expect(sent).toEqual([['a'], ['b']]);
});

test('a transport that drains while it is given an event gets all, in order', () => {
  const sent: string[] = [];
  const queue: ObserverQueue = new ObserverQueue(
    {
      send: ([name]) => {
        sent.push(name);
        queue.onDrain();
      },
    },
    { maxEvents: 10, maxBytes: 10 },
    'missed',
  );
  for (const name of ['a', 'b', 'c']) queue.offer(event(name));
  expect(sent).toEqual(['a', 'b', 'c']);
});

test.each([
  ['events', { maxEvents: 2, maxBytes: 1000 }, 1],
  ['bytes', { maxEvents: 1000, maxBytes: 20 }, 10],
])('what is beyond the limit of %s is counted, and told where it is missing', (_limit, buffer, bytes) => {
  const { queue, sent } = slowObserver(buffer);
  for (const name of ['a', 'b', 'c', 'd', 'e']) queue.offer(event(name, bytes));
  for (let drained = 0; drained < 2; drained += 1) queue.onDrain();
  queue.offer(event('f', bytes));
  for (let drained = 0; drained < 3; drained += 1) queue.onDrain();
  expect(sent).toEqual([['a'], ['b'], ['c'], ['missed', { missed: 2 }], ['f']]);
});

test('what was missed is told even when nothing comes after it', () => {
  const { queue, sent } = slowObserver({ maxEvents: 1, maxBytes: 1000 });
  for (const name of ['a', 'b', 'c']) queue.offer(event(name));
  queue.onDrain();
  queue.onDrain();
  expect(sent).toEqual([['a'], ['b'], ['missed', { missed: 1 }]]);
});

test('an event that alone is too large is told at once', () => {
  const { queue, sent } = slowObserver({ maxEvents: 1, maxBytes: 10 });
  queue.offer(event('a', 11));
  expect(sent).toEqual([['missed', { missed: 1 }]]);
});

test('however many wait, a transport that drains while it is given each gets them all', () => {
  let drainsAtOnce = false;
  let sent = 0;
  const queue: ObserverQueue = new ObserverQueue(
    {
      send: () => {
        sent += 1;
        if (drainsAtOnce) queue.onDrain();
      },
    },
    { maxEvents: 50_000, maxBytes: 50_000 },
    'missed',
  );
  for (let at = 0; at < 50_000; at += 1) queue.offer(event('a'));
  drainsAtOnce = true;
  queue.onDrain();
  expect(sent).toBe(50_000);
});
