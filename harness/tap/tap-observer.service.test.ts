import { once } from 'node:events';
import type { Socket } from 'socket.io';
import { expect, test } from 'vitest';
import { TapObserver, type TapObserverOptions } from './tap-observer.ts';
import { atEnd, connectClient, startServer, startTap } from './testing/tap.ts';

const signal = new AbortController().signal;
const soon = { signal, withinMs: 3000 };
const audio = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 2000, data_base64: 'YWJj' };

/** A worker with an open session that goes through an observed tap. */
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
  const seen = async (name: string) =>
    await observer.waitFor(({ event }) => event === name, { ...soon, expected: name });
  return { tap, observer, server, worker, sts, open, seen };
}

test('events come with payload, direction, session and time; fragments are kept apart', async () => {
  const { observer, worker, sts, open, seen } = await startObserved({ nowMs: () => 42 });
  const heard: string[] = [];
  const stop = observer.onEvent(({ event }) => heard.push(event));
  open('a');
  await seen('stream:ready');
  const fragment = { fragment_id: 'f0', stream_id: 'a', sequence_number: 0 };
  worker.emit('fragment:data', { ...fragment, timestamp: 0, audio });
  await seen('fragment:data');
  sts.emit('fragment:processed', { ...fragment, status: 'success', dubbed_audio: audio });
  await seen('fragment:processed');
  stop();
  worker.emit('bare');

  expect(await seen('bare')).toEqual({
    event: 'bare',
    payload: undefined,
    receivedAtMs: 42,
    meta: { at: expect.any(Number), direction: 'worker-to-sts', session_id: 'session of a' },
  });
  expect(heard.toSorted()).toEqual(['fragment:data', 'fragment:processed', 'stream:init', 'stream:ready']);
  expect(observer.events.find(({ event }) => event === 'stream:init')?.meta).toEqual({
    at: expect.any(Number),
    direction: 'worker-to-sts',
  });
  expect(observer.fragments.sent).toMatchObject([{ payload: { sequence_number: 0 }, receivedAtMs: 42 }]);
  expect(observer.fragments.processed).toMatchObject([{ payload: { dubbed_audio: audio } }]);
  expect(observer.completeness()).toEqual({ complete: true });
});

test("one stream's events alone, also those that do not name it", async () => {
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

test('events of another namespace are not those of workers', async () => {
  const { tap, observer, server, worker, seen } = await startObserved();
  server.of('/monitor').on('connection', (socket) => socket.on('look', (answer: () => void) => answer()));
  const monitor = await connectClient(`${tap.url}/monitor`);
  await monitor.emitWithAck('look');
  worker.emit('last');
  await seen('last');
  expect(observer.events.map(({ event }) => event)).toEqual(['last']);
});

test('what could not be decoded makes it incomplete, and it says why', async () => {
  const { tap, observer } = await startObserved();
  const notices: string[] = [];
  observer.onNotice(({ kind }) => notices.push(kind));
  await fetch(`${tap.url}/socket.io/?EIO=3&transport=polling`);
  await tap.settled();
  expect(observer.completeness()).toEqual({
    complete: false,
    reasons: [
      'worker-to-sts: a connection could not be decoded (link 2): version 3 of the Engine.IO protocol; 4 is known',
    ],
  });
  expect(notices.slice(0, 2)).toEqual(['link-opened', 'undecodable']);
});

test('an event that does not come: the error tells the last state', async () => {
  const { observer, worker, seen } = await startObserved();
  worker.emit('first');
  await seen('first');
  await expect(
    observer.waitFor(() => false, { signal, withinMs: 50, expected: 'stream:complete' }),
  ).rejects.toMatchObject({
    code: 'TAP_EVENT_MISSING',
    message: expect.stringMatching(
      /^stream:complete did not pass .* within 50 ms \(1 events seen, the last one first/,
    ),
  });
});

test('closed twice, it ends everyone who waits and hears nothing more', async () => {
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
