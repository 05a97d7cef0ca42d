import { io, type Socket } from 'socket.io-client';
import { expect, test } from 'vitest';
import { MONITOR_MISSED_EVENT, monitorMetaSchema, monitorMissedSchema } from '../../contracts/sts-monitor.ts';
import { EventLog } from '../testing/event-log.ts';
import { startTestSts } from '../testing/start-test-sts.ts';
import { TestWorker } from '../testing/test-worker.ts';

interface TestObserver extends Disposable {
  readonly socket: Socket;
  readonly log: EventLog;
}

async function observe(url: string, auth: object = {}): Promise<TestObserver> {
  const socket = io(`${url}/monitor`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth,
  });
  const log = new EventLog(socket);
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return { socket, log, [Symbol.dispose]: () => socket.disconnect() };
}

test('copies events of both directions in order and unchanged', async () => {
  await using sts = await startTestSts();
  using observer = await observe(sts.url, { stream_id: null });
  using worker = new TestWorker(sts.url);
  const { session_id } = await worker.open({ unknown_key: [1, null] });
  worker.send(0, { metadata: { pts_ns: '123', nothing: null }, extra: { key: 'value' } });
  await worker.results(1);
  worker.emit('not:of:the:protocol');
  worker.emit('stream:end');
  await worker.log.waitFor('stream:complete');
  worker.emit('stream:init', 'nonsense');
  await observer.log.waitFor('error');

  const observed = observer.log.received.map(({ event, args: [, meta] }) => {
    const { direction, session_id: session } = monitorMetaSchema.parse(meta);
    return [event, direction, session];
  });
  expect(observed).toEqual([
    ['stream:init', 'worker-to-sts', undefined],
    ['stream:ready', 'sts-to-worker', session_id],
    ['fragment:data', 'worker-to-sts', session_id],
    ['fragment:ack', 'sts-to-worker', session_id],
    ['fragment:processed', 'sts-to-worker', session_id],
    ['stream:end', 'worker-to-sts', session_id],
    ['stream:complete', 'sts-to-worker', session_id],
    ['stream:init', 'worker-to-sts', undefined],
    ['error', 'sts-to-worker', session_id],
  ]);
  const copyOf = (event: string): unknown => observer.log.all(event)[0]?.args[0];
  for (const event of ['stream:ready', 'fragment:ack', 'fragment:processed', 'stream:complete', 'error']) {
    expect(copyOf(event)).toEqual(worker.log.all(event)[0]?.args[0]);
  }
  expect(copyOf('stream:init')).toEqual({
    stream_id: 'stream-1',
    worker_id: 'worker-1',
    config: {},
    unknown_key: [1, null],
  });
  expect(copyOf('fragment:data')).toMatchObject({
    metadata: { pts_ns: '123', nothing: null },
    extra: { key: 'value' },
  });
});

test('acknowledges a fragment within 50 ms on the clock of the server', async () => {
  await using sts = await startTestSts();
  using observer = await observe(sts.url);
  using worker = new TestWorker(sts.url);
  await worker.open();
  worker.send(0, {}, { data_base64: 'A'.repeat(4_000_000) });
  await observer.log.waitFor('fragment:ack');
  const [data, ack] = ['fragment:data', 'fragment:ack'].map((event) =>
    monitorMetaSchema.parse(observer.log.all(event)[0]?.args[1]),
  );
  expect((ack?.at ?? Number.NaN) - (data?.at ?? Number.NaN)).toBeLessThan(50);
});

test('rejects an observer with invalid auth and reports the field', async () => {
  await using sts = await startTestSts();
  using observer = new TestWorker(`${sts.url}/monitor`, { auth: { stream_id: 5 } });
  const [rejected] = await observer.log.waitFor('connect_error');
  expect(rejected?.args[0]).toMatchObject({
    data: { code: 'INVALID_CONFIG', message: expect.stringContaining('auth: stream_id:'), retryable: false },
  });
});

test('sends an observer only the events of its stream', async () => {
  await using sts = await startTestSts();
  using one = await observe(sts.url, { stream_id: 'one' });
  using all = await observe(sts.url);
  using first = new TestWorker(sts.url);
  using second = new TestWorker(sts.url);
  await second.open({ stream_id: 'two' });
  second.send(0, { stream_id: 'two' });
  await second.results(1);
  await first.open({ stream_id: 'one' });
  first.send(0, { stream_id: 'one' });
  await first.results(1);
  await Promise.all([one.log.waitFor('fragment:processed'), all.log.waitFor('fragment:processed', 2)]);
  expect(one.log.names()).toEqual([
    'stream:init',
    'stream:ready',
    'fragment:data',
    'fragment:ack',
    'fragment:processed',
  ]);
});

test('reports dropped events to a slow observer without delaying the worker', async () => {
  await using sts = await startTestSts({ STS_OBSERVER_BUFFER_EVENTS: '10' });
  using observer = await observe(sts.url);
  const connection = rawConnection(observer.socket);
  connection.pause();

  using worker = new TestWorker(sts.url);
  await worker.open();
  const rounds = 40;
  const audio = { data_base64: 'A'.repeat(400_000) };
  for (let sequence = 0; sequence < rounds; sequence += 1) {
    worker.send(sequence, {}, audio);
    await worker.results(sequence + 1);
  }

  connection.resume();
  const missed = await observer.log.waitFor(MONITOR_MISSED_EVENT);
  const count = missed.reduce((sum, { args }) => sum + monitorMissedSchema.parse(args[0]).missed, 0);
  const received = observer.log.received.length - missed.length;
  expect(count).toBeGreaterThan(0);
  expect(received + count).toBe(2 + 3 * rounds);
});

/** The TCP connection of a client's socket. Pausing it simulates a slow reader. */
function rawConnection(socket: Socket): { pause(): void; resume(): void } {
  const { transport } = socket.io.engine;
  if (!('ws' in transport)) throw new Error(`Expected a websocket, got ${transport.name}`);
  return transport.ws as unknown as { pause(): void; resume(): void };
}
