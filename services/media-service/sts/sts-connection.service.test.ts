import { getEventListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FragmentProcessed } from '../../contracts/fragment.ts';
import { streamConfigSchema, streamInitSchema } from '../../contracts/stream-session.ts';
import { problemsOf } from '../../contracts/testing/json-schemas.ts';
import { createLogger } from '../../runtime/logger.ts';
import { TestSts } from '../testing/test-sts.ts';
import type { StsConnectionEvents } from './sts-connection.ts';
import { type OutgoingFragment, StsConnection } from './sts-connection.ts';

const REQUEST = {
  streamId: 's',
  workerId: 'w',
  config: streamConfigSchema.parse({ domain_hints: ['numbers'] }),
  maxInflight: 3,
  timeoutMs: 1000,
};
const AUDIO = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 6000, data_base64: 'AAAA' };

let sts: TestSts;
let ending: AbortController;
let received: unknown[];

beforeEach(async () => {
  sts = await TestSts.start();
  ending = new AbortController();
  received = [];
});
afterEach(async () => {
  ending.abort();
  await sts[Symbol.asyncDispose]();
});

const events: StsConnectionEvents = {
  queued: (ack) => received.push(['queued', ack.fragment_id]),
  processed: (result: FragmentProcessed) => received.push(['processed', result.fragment_id]),
  backpressure: (notice) => received.push(['backpressure', notice.action]),
  error: (notice) => received.push(['error', notice.code]),
  invalid: ({ event, fragmentId, why }) => received.push(['invalid', event, fragmentId, why]),
};

async function open(url = sts.url, authToken?: string): Promise<StsConnection> {
  const connection = await StsConnection.open(
    { url, authToken },
    REQUEST,
    events,
    createLogger('test', 'silent'),
    ending.signal,
  );
  ending.signal.addEventListener('abort', () => connection.close());
  return connection;
}

function fragment(fragmentId: string): OutgoingFragment {
  return { fragmentId, timestampMs: 6000, audio: AUDIO };
}

test('opens a session with the settings of the stream', async () => {
  const connection = await open();
  expect(connection.sessionId).toBe('session-1');
  const init = {
    stream_id: 's',
    worker_id: 'w',
    config: REQUEST.config,
    max_inflight: 3,
    timeout_ms: 1000,
  };
  expect(sts.of('stream:init')).toEqual([init]);
  expect(streamInitSchema.parse(init)).toEqual(init);
  expect(sts.sockets[0]?.conn.transport.name).toBe('websocket');
});

test('numbers fragments from 0 and acknowledges results', async () => {
  const connection = await open();
  connection.send(fragment('a'));
  connection.send(fragment('b'));
  connection.acknowledge('a');
  await sts.until(() => sts.of('fragment:ack').length === 1);
  expect(sts.of('fragment:data')).toEqual([
    { fragment_id: 'a', stream_id: 's', sequence_number: 0, timestamp: 6000, audio: AUDIO },
    { fragment_id: 'b', stream_id: 's', sequence_number: 1, timestamp: 6000, audio: AUDIO },
  ]);
  expect(sts.of('fragment:ack')).toEqual([
    { fragment_id: 'a', status: 'applied', timestamp: expect.any(Number) },
  ]);
});

test('every event that a worker sends matches its JSON Schema', async () => {
  const connection = await open();
  connection.send(fragment('a'));
  connection.acknowledge('a');
  await connection.end('done', ending.signal);
  expect(sts.received.map(({ event }) => event)).toEqual([
    'stream:init',
    'fragment:data',
    'fragment:ack',
    'stream:end',
  ]);
  expect(sts.received.flatMap(({ event, payload }) => problemsOf('worker', event, payload))).toEqual([]);
});

test.each([
  { processing_time_ms: 12.5 },
  { processing_time_ms: 'long', stage_timings: 'none' },
  { stage_timings: { asr_ms: 0.5 } },
])('accepts a result with invalid times, which it does not use: %j', async (times) => {
  await open();
  const result = { fragment_id: 'a', stream_id: 's', sequence_number: 0, status: 'success' };
  sts.sockets[0]?.emit('fragment:processed', { ...result, dubbed_audio: AUDIO, ...times });
  await vi.waitFor(() => expect(received).toEqual([['processed', 'a']]), 10_000);
});

test('forwards events of the service and reports invalid ones', async () => {
  const connection = await open();
  const [socket] = sts.sockets;
  socket?.emit('fragment:ack', { fragment_id: 'a', status: 'queued' });
  socket?.emit('fragment:processed', {
    fragment_id: 'a',
    stream_id: 's',
    sequence_number: 0,
    status: 'success',
  });
  socket?.emit('fragment:processed', { fragment_id: 'b', status: 'success' });
  socket?.emit('backpressure', { stream_id: 's', severity: 'low', action: 'none' });
  socket?.emit('backpressure', { stream_id: 's', severity: 'low', action: 'expireOldest' });
  socket?.emit('error', { code: 'TIMEOUT', message: 'too slow' });
  socket?.emit('error', 'not an object');
  socket?.emit('something:else', {});
  socket?.disconnect();
  expect(await connection.closed).toBe('io server disconnect');
  expect(received).toEqual([
    ['queued', 'a'],
    ['processed', 'a'],
    ['invalid', 'fragment:processed', 'b', expect.stringMatching(/stream_id: .*; sequence_number: /)],
    ['backpressure', 'none'],
    ['invalid', 'backpressure', undefined, expect.stringContaining('action: ')],
    ['error', 'TIMEOUT'],
    ['invalid', 'error', undefined, expect.any(String)],
  ]);
});

test('receives events that arrive together with stream:ready', async () => {
  sts.onInit = (socket) => {
    socket.emit('stream:ready', { stream_id: 's', session_id: 'x' });
    socket.emit('error', { code: 'QUEUE_FULL', message: 'later' });
    socket.disconnect();
  };
  const connection = await open();
  expect(await connection.closed).toBe('io server disconnect');
  expect(received).toEqual([['error', 'QUEUE_FULL']]);
});

test('a warning before stream:ready does not reject the session', async () => {
  sts.onInit = (socket) => {
    socket.emit('error', { code: 'RATE_LIMIT', message: 'slow', severity: 'warning' });
    socket.emit('stream:ready', { stream_id: 's', session_id: 'x' });
  };
  expect((await open()).sessionId).toBe('x');
});

test.each<[string, TestSts['onInit'], string]>([
  [
    'an error',
    (socket) => socket.emit('error', { code: 'INVALID_CONFIG', message: 'channels' }),
    'the service answered stream:init with INVALID_CONFIG: channels',
  ],
  [
    'a disconnect',
    (socket) => socket.disconnect(),
    'the service disconnected before stream:ready (io server disconnect)',
  ],
  [
    'a stream:ready without a session',
    (socket) => socket.emit('stream:ready', { stream_id: 's' }),
    'invalid stream:ready',
  ],
])('rejects with STS_REFUSED when the answer to stream:init is %s', async (_, onInit, message) => {
  sts.onInit = onInit;
  await expect(open()).rejects.toMatchObject({
    code: 'STS_REFUSED',
    url: sts.url,
    message: expect.stringContaining(message),
  });
  await sts.until(() => sts.sockets[0]?.connected === false);
});

test('rejects with STS_REFUSED without the required token, and connects with it', async () => {
  await using closed = await TestSts.start((auth) =>
    (auth as { token?: string }).token === 'hush' ? undefined : 'AUTH_FAILED: send a token',
  );
  await expect(open(closed.url)).rejects.toMatchObject({
    code: 'STS_REFUSED',
    message: expect.stringContaining('AUTH_FAILED: send a token'),
  });
  expect((await open(closed.url, 'hush')).sessionId).toBe('session-1');
});

test('rejects with STS_UNREACHABLE when the service is down', async () => {
  const { url } = sts;
  await sts[Symbol.asyncDispose]();
  await expect(open(url)).rejects.toMatchObject({ code: 'STS_UNREACHABLE', url });
});

test('rejects with STS_NOT_READY when stream:init is not answered', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    sts.onInit = () => undefined;
    const opening = open();
    opening.catch(() => undefined);
    await sts.until(() => sts.of('stream:init').length === 1);
    vi.advanceTimersByTime(5000);
    await expect(opening).rejects.toMatchObject({
      code: 'STS_NOT_READY',
      message: expect.stringContaining('no stream:ready within 5000 ms of stream:init'),
    });
  } finally {
    vi.useRealTimers();
  }
});

test('rejects with STS_REFUSED when the service disconnects at once', async () => {
  sts.onConnection = (socket) => socket.disconnect();
  await expect(open()).rejects.toMatchObject({
    code: 'STS_REFUSED',
    message: expect.stringMatching(/disconnected/),
  });
});

test('rejects when the signal is aborted while connecting or waiting, and removes its listeners', async () => {
  const mute = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await new Promise((resolve) => mute.once('listening', resolve));
  const connected = new Promise((resolve) => mute.once('connection', resolve));
  const connecting = open(`http://127.0.0.1:${(mute.address() as AddressInfo).port}`);
  await connected;
  sts.onInit = () => undefined;
  const waiting = open();
  await sts.until(() => sts.of('stream:init').length === 1);
  ending.abort(new Error('aborted'));
  await expect(connecting).rejects.toThrow('aborted');
  await expect(waiting).rejects.toThrow('aborted');
  await expect(open()).rejects.toThrow('aborted');
  await sts.until(() => sts.sockets.every((socket) => !socket.connected));
  expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
  // The server closes after the last disconnect.
  await new Promise((resolve) => mute.close(resolve));
});

test('end returns the summary of the service', async () => {
  const connection = await open();
  const account = await connection.end('done', ending.signal);
  expect(sts.of('stream:end')).toEqual([{ stream_id: 's', reason: 'done' }]);
  expect(account).toMatchObject({ stream_id: 's', total_fragments: 0 });
  expect(await connection.closed).toBe('io client disconnect');
  expect(await connection.end('again', ending.signal)).toBeUndefined();
  expect(sts.of('stream:end')).toHaveLength(1);
});

test.each<[string, number, TestSts['onEnd']]>([
  ['does not answer', 1000, () => undefined],
  ['disconnects', 30_000, (socket) => socket.disconnect()],
  [
    'gives one that is not valid',
    30_000,
    (socket) => socket.emit('stream:complete', { total_fragments: 'many' }),
  ],
])('end returns no summary when the service %s', async (_, timeoutMs, onEnd) => {
  const connection = await StsConnection.open(
    { url: sts.url, authToken: undefined },
    { ...REQUEST, timeoutMs },
    events,
    createLogger('test', 'silent'),
    ending.signal,
  );
  sts.onEnd = onEnd;
  expect(await connection.end('done', ending.signal)).toBeUndefined();
  await sts.until(() => sts.sockets[0]?.connected === false);
});
