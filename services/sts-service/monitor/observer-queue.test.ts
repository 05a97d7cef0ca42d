import { expect, test } from 'vitest';
import { ObserverQueue, payloadBytes, type QueuedEvent } from './observer-queue.ts';

const event = (name: string, bytes = 1): QueuedEvent => ({ args: [name], bytes });

/** A transport that holds one event until the test drains it. */
function slowObserver(buffer: { maxEvents: number; maxBytes: number }) {
  const sent: unknown[][] = [];
  const queue = new ObserverQueue({ send: (args) => sent.push([...args]) }, buffer, 'missed');
  return { queue, sent };
}

test('sends one event at a time', () => {
  const { queue, sent } = slowObserver({ maxEvents: 10, maxBytes: 10 });
  for (const name of ['a', 'b']) queue.offer(event(name));
  expect(sent).toEqual([['a']]);
  queue.onDrain();
  expect(sent).toEqual([['a'], ['b']]);
});

test('sends all events in order to a transport that drains synchronously', () => {
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
])('drops events beyond the limit of %s and reports their number in their place', (_limit, buffer, bytes) => {
  const { queue, sent } = slowObserver(buffer);
  for (const name of ['a', 'b', 'c', 'd', 'e']) queue.offer(event(name, bytes));
  for (let drained = 0; drained < 2; drained += 1) queue.onDrain();
  queue.offer(event('f', bytes));
  for (let drained = 0; drained < 3; drained += 1) queue.onDrain();
  expect(sent).toEqual([['a'], ['b'], ['c'], ['missed', { missed: 2 }], ['f']]);
});

test('reports dropped events even when no event follows', () => {
  const { queue, sent } = slowObserver({ maxEvents: 1, maxBytes: 1000 });
  for (const name of ['a', 'b', 'c']) queue.offer(event(name));
  queue.onDrain();
  queue.onDrain();
  expect(sent).toEqual([['a'], ['b'], ['missed', { missed: 1 }]]);
});

test('reports a single event that is too large at once', () => {
  const { queue, sent } = slowObserver({ maxEvents: 1, maxBytes: 10 });
  queue.offer(event('a', 11));
  expect(sent).toEqual([['missed', { missed: 1 }]]);
});

test('sends 50,000 waiting events to a transport that drains synchronously', () => {
  let drainsSynchronously = false;
  let sent = 0;
  const queue: ObserverQueue = new ObserverQueue(
    {
      send: () => {
        sent += 1;
        if (drainsSynchronously) queue.onDrain();
      },
    },
    { maxEvents: 50_000, maxBytes: 50_000 },
    'missed',
  );
  for (let at = 0; at < 50_000; at += 1) queue.offer(event('a'));
  drainsSynchronously = true;
  queue.onDrain();
  expect(sent).toBe(50_000);
});

test.each(['audio', 'dubbed_audio'])('counts the bytes of %s', (field) => {
  expect(payloadBytes({ [field]: { data_base64: 'A'.repeat(5000) } }) - payloadBytes({})).toBe(5000);
});

test('counts an allowance for a payload without audio', () => {
  expect(payloadBytes({})).toBeGreaterThan(0);
});

test.each([undefined, null, 'text', { audio: null }, { audio: { data_base64: 5 } }])(
  'accepts the payload %o',
  (payload) => {
    expect(payloadBytes(payload)).toBe(payloadBytes({}));
  },
);
