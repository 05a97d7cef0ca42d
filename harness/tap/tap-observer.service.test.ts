import { once } from 'node:events';
import type { Socket } from 'socket.io';
import { expect, test } from 'vitest';
import { TapObserver, type TapObserverOptions } from './tap-observer.ts';
import { atEnd, connectClient, startServer, startTap } from './testing/tap.ts';

const signal = new AbortController().signal;
const soon = { signal, withinMs: 3000 };
const audio = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 2000, data_base64: 'YWJj' };

/** A worker that is connected through an observed tap, and a function that opens its session. */
async function startObserved(options: TapObserverOptions = {}) {
  const { server, url } = await startServer();
  const { tap } = await startTap(url);
  const observer = new TapObserver(tap, options);
  atEnd(() => observer.close());
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const worker = await connectClient(tap.url);
  const [sts] = await connected;
  const open = (streamId: string) => {
    worker.emit('stream:init', { stream_id: streamId, worker_id: 'w', config: {} });
    sts.emit('stream:ready', { stream_id: streamId, session_id: `session of ${streamId}` });
  };
  const observed = async (name: string) =>
    await observer.waitFor(({ event }) => event === name, { ...soon, expected: name });
  return { tap, observer, server, worker, sts, open, observed };
}

test('provides events with payload, direction, session and time, and fragments separately', async () => {
  const { observer, worker, sts, open, observed } = await startObserved({ nowMs: () => 42 });
  const received: string[] = [];
  const stop = observer.onEvent(({ event }) => received.push(event));
  open('a');
  await observed('stream:ready');
  const fragment = { fragment_id: 'f0', stream_id: 'a', sequence_number: 0 };
  worker.emit('fragment:data', { ...fragment, timestamp: 0, audio });
  await observed('fragment:data');
  sts.emit('fragment:processed', { ...fragment, status: 'success', dubbed_audio: audio });
  await observed('fragment:processed');
  stop();
  worker.emit('bare');

  expect(await observed('bare')).toEqual({
    event: 'bare',
    payload: undefined,
    receivedAtMs: 42,
    meta: { at: expect.any(Number), direction: 'worker-to-sts', session_id: 'session of a' },
  });
  expect(received.toSorted()).toEqual(['fragment:data', 'fragment:processed', 'stream:init', 'stream:ready']);
  expect(observer.events.find(({ event }) => event === 'stream:init')?.meta).toEqual({
    at: expect.any(Number),
    direction: 'worker-to-sts',
  });
  expect(observer.fragments.sent).toMatchObject([{ payload: { sequence_number: 0 }, receivedAtMs: 42 }]);
  expect(observer.fragments.processed).toMatchObject([{ payload: { dubbed_audio: audio } }]);
  expect(observer.completeness()).toEqual({ complete: true });
});

test('provides renamed fragment events under the documented names', async () => {
  const names = { sent: 'audio:chunk', processed: 'audio:dubbed' };
  const { observer, worker, sts, observed } = await startObserved({ names });
  const fragment = { fragment_id: 'f0', stream_id: 'a', sequence_number: 0 };
  worker.emit('audio:chunk', { ...fragment, timestamp: 0, audio });
  await observed('fragment:data');
  sts.emit('audio:dubbed', { ...fragment, status: 'success', dubbed_audio: audio });
  await observed('fragment:processed');

  expect(observer.events.map(({ event }) => event)).toEqual(['fragment:data', 'fragment:processed']);
  expect(observer.fragments.sent).toMatchObject([{ payload: { sequence_number: 0 } }]);
  expect(observer.fragments.processed).toMatchObject([{ payload: { dubbed_audio: audio } }]);
});

test('observes the events of one stream, also those that do not name it', async () => {
  const { tap, observer, server, worker, sts, open } = await startObserved({ streamId: 'a' });
  open('a');
  sts.emit('fragment:ack', { fragment_id: 'of a' });
  const other = once(server, 'connection') as Promise<[Socket]>;
  const otherWorker = await connectClient(tap.url);
  const [otherSts] = await other;
  otherWorker.emit('stream:init', { stream_id: 'b', worker_id: 'w', config: {} });
  otherSts.emit('fragment:ack', { fragment_id: 'of b' });
  await once(otherWorker as never, 'fragment:ack');
  worker.emit('stream:end', { stream_id: 'a' });
  await observer.waitFor(({ event }) => event === 'stream:end', { ...soon, expected: 'stream:end' });
  await tap.settled();
  expect(observer.events.map(({ event, payload }) => [event, payload]).toSorted()).toEqual([
    ['fragment:ack', { fragment_id: 'of a' }],
    ['stream:end', { stream_id: 'a' }],
    ['stream:init', expect.objectContaining({ stream_id: 'a' })],
    ['stream:ready', expect.objectContaining({ stream_id: 'a' })],
  ]);
});

test('ignores events of other namespaces', async () => {
  const { tap, observer, server, worker, observed } = await startObserved();
  server.of('/monitor').on('connection', (socket) => socket.on('look', (answer: () => void) => answer()));
  const monitor = await connectClient(`${tap.url}/monitor`);
  await monitor.emitWithAck('look');
  worker.emit('last');
  await observed('last');
  expect(observer.events.map(({ event }) => event)).toEqual(['last']);
});

test('reports undecodable bytes as incompleteness, with the reason', async () => {
  const { tap, observer } = await startObserved();
  const notices: string[] = [];
  observer.onNotice(({ kind }) => notices.push(kind));
  await fetch(`${tap.url}/socket.io/?EIO=3&transport=polling`);
  await tap.settled();
  expect(observer.completeness()).toEqual({
    complete: false,
    reasons: [
      'worker-to-sts: a connection could not be decoded (connection 2): unsupported Engine.IO protocol version 3; supported: 4',
    ],
  });
  expect(notices.slice(0, 2)).toEqual(['link-opened', 'undecodable']);
});

test('a timeout reports the last state', async () => {
  const { observer, worker, observed } = await startObserved();
  worker.emit('first');
  await observed('first');
  await expect(
    observer.waitFor(() => false, { signal, withinMs: 50, expected: 'stream:complete' }),
  ).rejects.toMatchObject({
    code: 'TAP_EVENT_MISSING',
    message: expect.stringMatching(
      /^timed out after 50 ms waiting for stream:complete to pass .* \(1 event observed, last: first/,
    ),
  });
});

test('closing, even twice, ends every wait and the observation', async () => {
  const { tap, observer, worker, sts } = await startObserved();
  const waiting = observer.waitFor(() => false, { ...soon, expected: 'x' });
  observer.close();
  observer.close();
  await expect(waiting).rejects.toMatchObject({ code: 'TAP_CLOSED' });
  const arrived = new Promise((resolve) => sts.once('late', resolve));
  worker.emit('late');
  await arrived;
  await tap.settled();
  expect(observer.events).toEqual([]);
});
