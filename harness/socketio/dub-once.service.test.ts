import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { afterEach, expect, test } from 'vitest';
import { problemsOf } from '../../services/contracts/testing/json-schemas.ts';
import { type DubOnceOptions, dubOnce } from './dub-once.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A Socket.IO server at `path`, and the options of a fragment for it. */
async function startService(path: string, onConnection: (socket: Socket) => void) {
  const http = createServer();
  const service = new Server(http, { path });
  cleanups.push(() => service.close());
  service.on('connection', onConnection);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const options: DubOnceOptions = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    streamId: 's',
    audio: { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 2000, data_base64: 'YWJj' },
    languages: { source: 'en', target: 'es' },
    domainHints: [],
    signal: new AbortController().signal,
    withinMs: 3000,
  };
  return options;
}

/** Opens a session and answers each `sent` event with a `processed` event. */
const answer = (sent: string, processed: string) => (socket: Socket) => {
  socket.on('stream:init', ({ stream_id }) => socket.emit('stream:ready', { stream_id, session_id: 'x' }));
  socket.on(sent, ({ audio, ...fragment }) => {
    socket.emit(processed, { ...fragment, status: 'success', dubbed_audio: audio });
  });
};

test('returns the result of a fragment', async () => {
  const options = await startService('/socket.io/', answer('fragment:data', 'fragment:processed'));
  expect(await dubOnce(options)).toMatchObject({ status: 'success', dubbed_audio: options.audio });
});

test('every event that it sends matches its JSON Schema', async () => {
  const sent: [string, unknown][] = [];
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const options = await startService('/socket.io/', (socket) => {
    answer('fragment:data', 'fragment:processed')(socket);
    socket.onAny((event: string, payload: unknown) => sent.push([event, payload]));
    socket.on('disconnect', () => resolve());
  });
  await dubOnce(options);
  await ended;
  expect(sent.map(([event]) => event)).toEqual(['stream:init', 'fragment:data', 'stream:end']);
  expect(sent.flatMap(([event, payload]) => problemsOf('worker', event, payload))).toEqual([]);
});

test('uses the path and the event names of the service', async () => {
  const options = await startService('/sts/', answer('audio:chunk', 'audio:dubbed'));
  const names = { sent: 'audio:chunk', processed: 'audio:dubbed' };
  expect(await dubOnce({ ...options, path: '/sts/', names })).toMatchObject({ status: 'success' });
});

test('reports the last state when no result arrives', async () => {
  const options = await startService('/socket.io/', answer('another event', 'fragment:processed'));
  await expect(dubOnce({ ...options, withinMs: 300 })).rejects.toMatchObject({
    code: 'DUB_ONCE_FAILED',
    lastState: 'no result within 300 ms; last state: stream:ready received, fragment:data sent',
  });
});
