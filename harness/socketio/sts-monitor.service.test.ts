import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, expect, test } from 'vitest';
import type { MonitorNotice } from './monitor-event.ts';
import { StsMonitor, type StsMonitorOptions } from './sts-monitor.ts';

const signal = new AbortController().signal;
const soon = { signal, withinMs: 3000 };
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function listen(server: TcpServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A Socket.IO server with a monitor namespace that accepts every client. */
async function startService() {
  const http = createHttpServer();
  const service = new Server(http, { maxHttpBufferSize: 50 * 1024 * 1024 });
  cleanups.push(() => service.close());
  const url = await listen(http);
  return { service, http, url, namespace: service.of('/monitor') };
}

function createMonitor(url: string, options?: StsMonitorOptions) {
  const monitor = new StsMonitor(url, options);
  cleanups.push(() => monitor.close());
  const notices: MonitorNotice[] = [];
  monitor.onNotice((notice) => notices.push(notice));
  /** Resolves when there are `count` notices of that kind. */
  const notice = async (kind: MonitorNotice['kind'], count = 1) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const checkCount = () => notices.filter((seen) => seen.kind === kind).length >= count && resolve();
    cleanups.push(monitor.onNotice(checkCount));
    checkCount();
    await promise;
  };
  return { monitor, notices, notice };
}

const meta = { at: 1, direction: 'sts-to-worker', session_id: 's1' };
const audio = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 2000, data_base64: 'YWJj' };
const processed = { fragment_id: 'f0', stream_id: 'a', sequence_number: 0, status: 'success' };

test('provides events with payload, meta and time, over WebSocket', async () => {
  const { url, namespace } = await startService();
  namespace.on('connection', (socket) => {
    socket.emit('fragment:processed', processed, meta);
    socket.emit('anything', 'odd', { at: 'yesterday' });
  });
  const { monitor, notices } = createMonitor(url, { nowMs: () => 42 });
  const received: string[] = [];
  monitor.onEvent((event) => received.push(event.event));
  await monitor.connect(soon);
  await monitor.waitFor((event) => event.event === 'anything', { ...soon, expected: 'anything' });

  expect(monitor.events).toEqual([
    { event: 'fragment:processed', payload: processed, meta, receivedAtMs: 42 },
    { event: 'anything', payload: 'odd', receivedAtMs: 42 },
  ]);
  expect(received).toEqual(['fragment:processed', 'anything']);
  expect(monitor.fragments.processed).toMatchObject([{ payload: processed, receivedAtMs: 42 }]);
  expect(notices).toEqual([{ kind: 'connected', transport: 'websocket', atMs: 42 }]);
  expect(monitor.completeness()).toEqual({ complete: true });
});

test('provides renamed fragment events under the documented names', async () => {
  const { service, url } = await startService();
  const sent = { fragment_id: 'f0', stream_id: 'a', sequence_number: 0, timestamp: 0, audio };
  service.of('/observers').on('connection', (socket) => {
    socket.emit('audio:chunk', sent, meta);
    socket.emit('audio:dubbed', processed, meta);
    socket.emit('other', {}, meta);
  });
  const names = { sent: 'audio:chunk', processed: 'audio:dubbed' };
  const { monitor } = createMonitor(url, { namespace: '/observers', names });
  const received: string[] = [];
  monitor.onEvent(({ event }) => received.push(event));
  await monitor.connect(soon);
  await monitor.waitFor(({ event }) => event === 'other', { ...soon, expected: 'other' });

  const documented = ['fragment:data', 'fragment:processed', 'other'];
  expect(received).toEqual(documented);
  expect(monitor.events.map(({ event }) => event)).toEqual(documented);
  expect(monitor.fragments.sent).toMatchObject([{ payload: sent }]);
  expect(monitor.fragments.processed).toMatchObject([{ payload: processed }]);
});

test('sends the stream id and the token to the service', async () => {
  const { url, namespace } = await startService();
  const auth = new Promise((resolve) => {
    namespace.on('connection', (socket) => resolve(socket.handshake.auth));
  });
  const { monitor } = createMonitor(url, { streamId: 'a', token: 't' });
  await monitor.connect(soon);
  expect(await auth).toEqual({ stream_id: 'a', token: 't' });
});

test('fails immediately with the reason when nothing listens', async () => {
  const http = createHttpServer();
  const url = await listen(http);
  await new Promise((resolve) => http.close(resolve));
  const { monitor } = createMonitor(url);
  await expect(monitor.connect({ signal, withinMs: 60_000 })).rejects.toMatchObject({
    code: 'MONITOR_UNREACHABLE',
    url: `${url}/monitor`,
    message: expect.stringContaining('ECONNREFUSED'),
  });
  expect(monitor.completeness()).toEqual({ complete: false, reasons: ['it never connected'] });
});

test('fails immediately with the HTTP status when another server listens', async () => {
  const http = createHttpServer((_, response) => response.writeHead(404).end());
  http.on('upgrade', (_, socket) => socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n'));
  cleanups.push(() => http.close());
  const { monitor } = createMonitor(await listen(http));
  await expect(monitor.connect({ signal, withinMs: 60_000 })).rejects.toMatchObject({
    code: 'MONITOR_UNREACHABLE',
    message: expect.stringContaining('404'),
  });
});

test('fails at the deadline when the service does not respond', async () => {
  const tcp = createTcpServer();
  const sockets = new Set<{ destroy(): unknown }>();
  tcp.on('connection', (socket) => sockets.add(socket));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    tcp.close();
  });
  const { monitor } = createMonitor(await listen(tcp));
  await expect(monitor.connect({ signal, withinMs: 100 })).rejects.toMatchObject({
    code: 'MONITOR_NO_ANSWER',
    lastState: 'connecting, no answer yet',
    message: expect.stringContaining('100 ms'),
  });
});

test('reports the reason of a service that refuses', async () => {
  const { url, namespace } = await startService();
  namespace.use((_, next) =>
    next(Object.assign(new Error('AUTH_FAILED'), { data: { hint: 'set STS_TOKEN' } })),
  );
  const { monitor } = createMonitor(url);
  await expect(monitor.connect(soon)).rejects.toMatchObject({
    code: 'MONITOR_REFUSED',
    message: expect.stringMatching(/AUTH_FAILED.*set STS_TOKEN/),
  });
});

test('reports a service without a monitor namespace as a refusal', async () => {
  const http = createHttpServer();
  const service = new Server(http);
  cleanups.push(() => service.close());
  const { monitor } = createMonitor(await listen(http));
  await expect(monitor.connect(soon)).rejects.toMatchObject({
    code: 'MONITOR_REFUSED',
    message: expect.stringContaining('Invalid namespace'),
  });
});

test.each([
  ['the server disconnects it', true],
  ['the connection breaks', false],
])('when %s, it reconnects and reports incompleteness', async (_, byServer) => {
  const { url, namespace } = await startService();
  const { monitor, notices, notice } = createMonitor(url);
  namespace.once('connection', (socket) => (byServer ? socket.disconnect() : socket.conn.close()));
  await monitor.connect(soon);
  await notice('connected', 2);
  namespace.emit('fragment:processed', processed, meta);
  await monitor.waitFor(({ event }) => event === 'fragment:processed', { ...soon, expected: 'it' });

  expect(notices.map(({ kind }) => kind)).toEqual(['connected', 'disconnected', 'connected']);
  expect(monitor.completeness()).toEqual({
    complete: false,
    reasons: [expect.stringMatching(/^it was disconnected \(/)],
  });
});

test('keeps reconnecting while the service refuses it temporarily', async () => {
  const { url, namespace } = await startService();
  let handshakes = 0;
  namespace.use((_, next) => {
    handshakes += 1;
    next(handshakes === 2 ? new Error('warming up') : undefined);
  });
  namespace.once('connection', (socket) => socket.disconnect());
  const { monitor, notices, notice } = createMonitor(url);
  await monitor.connect(soon);
  await notice('connected', 2);
  expect(notices[2]).toMatchObject({ kind: 'connect-failed', reason: 'warming up' });
});

test('reports events that the service skipped', async () => {
  const { url, namespace } = await startService();
  namespace.on('connection', (socket) => {
    socket.emit('monitor:missed', { missed: 3 });
    socket.emit('monitor:missed', 'some');
  });
  const { monitor, notices, notice } = createMonitor(url, { nowMs: () => 1 });
  await monitor.connect(soon);
  await notice('missed', 2);
  expect(notices.slice(1)).toEqual([
    { kind: 'missed', missed: 3, atMs: 1 },
    { kind: 'missed', atMs: 1 },
  ]);
  expect(monitor.events).toEqual([]);
  expect(monitor.completeness()).toEqual({
    complete: false,
    reasons: ['it was too slow for 3 events', 'it was too slow for an unknown number of events'],
  });
});

test('a timeout reports the last state', async () => {
  const { url, namespace } = await startService();
  namespace.on('connection', (socket) => socket.emit('stream:ready', {}, meta));
  const { monitor } = createMonitor(url);
  await monitor.connect(soon);
  await monitor.waitFor(({ event }) => event === 'stream:ready', { ...soon, expected: 'stream:ready' });
  await expect(
    monitor.waitFor(() => false, { signal, withinMs: 50, expected: 'stream:complete' }),
  ).rejects.toMatchObject({
    code: 'MONITOR_EVENT_MISSING',
    message: expect.stringContaining('timed out after 50 ms waiting for stream:complete'),
    lastState: expect.stringMatching(/^connected; 1 event observed, last: stream:ready \d+ ms ago$/),
  });
});

test("throws the caller's reason when the caller aborts", async () => {
  const { url } = await startService();
  const { monitor } = createMonitor(url);
  await monitor.connect(soon);
  const controller = new AbortController();
  const waiting = monitor.waitFor(() => false, { ...soon, signal: controller.signal, expected: 'x' });
  controller.abort(new Error('the step has ended'));
  await expect(waiting).rejects.toThrow('the step has ended');
});

test('closing, even twice, ends the connection and every wait', async () => {
  const { url, namespace } = await startService();
  const gone = new Promise<string>((resolve) => {
    namespace.on('connection', (socket) => socket.on('disconnect', resolve));
  });
  const { monitor } = createMonitor(url);
  await monitor.connect(soon);
  const waiting = monitor.waitFor(() => false, { ...soon, expected: 'x' });
  monitor.close();
  monitor.close();
  await expect(waiting).rejects.toMatchObject({ code: 'MONITOR_CLOSED' });
  expect(await gone).toBe('client namespace disconnect');
  expect(monitor.completeness()).toEqual({ complete: true });
  await expect(monitor.connect(soon)).rejects.toMatchObject({ code: 'MONITOR_CLOSED' });
});

test('closing ends a pending connect', async () => {
  const { url } = await startService();
  const { monitor } = createMonitor(url);
  const connecting = monitor.connect(soon);
  monitor.close();
  await expect(connecting).rejects.toMatchObject({ code: 'MONITOR_CLOSED' });
});
