import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import type { Socket as ClientSocket } from 'socket.io-client';
import { expect, test } from 'vitest';
import { PollingClient } from './testing/polling-client.ts';
import {
  atEnd,
  connectClient,
  listenAnywhere,
  type Recorded,
  startRecorder,
  startServer,
  startTap,
  summariseEvents,
} from './testing/tap.ts';
import { encodeFrame, encodeHead, OPCODE } from './testing/wire.ts';

const MEBIBYTE = 1024 * 1024;

/** Sends each message and waits for its echo. */
async function exchange(client: ClientSocket, messages: readonly unknown[]): Promise<void> {
  for (const message of messages) {
    const echo = new Promise((resolve) => client.once('echoed', resolve));
    client.emit('echo', message);
    expect(await echo).toEqual(message);
  }
}

function exchanged(messages: readonly unknown[]): unknown[] {
  return messages.flatMap((message) => [
    ['→', 'echo', message],
    ['←', 'echoed', message],
  ]);
}

function received(recorded: readonly Recorded[]): Buffer {
  return Buffer.concat(recorded.flatMap(({ down }) => down));
}

const websocket = { transports: ['websocket'] };
const polling = { transports: ['polling'] };
const DEFLATED = 'Sec-WebSocket-Extensions: permessage-deflate';

test.each([
  ['websocket', {}, websocket, '101 Switching Protocols'],
  ['websocket, deflated', { perMessageDeflate: { threshold: 0 } }, websocket, DEFLATED],
  [
    'websocket, deflated without context takeover and with a small window',
    {
      perMessageDeflate: {
        threshold: 0,
        serverNoContextTakeover: true,
        clientNoContextTakeover: true,
        serverMaxWindowBits: 9,
      },
    },
    websocket,
    `${DEFLATED}; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9`,
  ],
  ['long polling', {}, polling, 'Content-Type: text/plain'],
])(
  '%s: reports every event with its arguments, once, in order',
  async (_, serverOptions, clientOptions, proof) => {
    const { url } = await startServer(serverOptions);
    const recorder = await startRecorder(url);
    const { tap, events, notices } = await startTap(recorder.url);
    const client = await connectClient(tap.url, clientOptions);
    const messages = [
      { text: 'ä€😀', nested: [1, null, { a: true }] },
      'x'.repeat(200_000),
      { bytes: randomBytes(3000) },
      'x'.repeat(100_000),
    ];
    await exchange(client, messages);
    await tap.settled();

    expect(summariseEvents(events)).toEqual(exchanged(messages));
    expect(new Set(events.map(({ transport }) => transport))).toEqual(new Set(clientOptions.transports));
    expect(new Set(events.map(({ session }) => session)).size).toBe(1);
    expect(notices.filter(({ kind }) => kind === 'undecodable')).toEqual([]);
    expect(received(recorder.connections).includes(proof)).toBe(true);
  },
);

test.each(['gzip', 'deflate'])('decodes long-polling responses in %s', async (coding) => {
  const { url } = await startServer({ httpCompression: { threshold: 0 } });
  const { tap, events, notices } = await startTap(url);
  const client = await PollingClient.connect(tap.url, { 'accept-encoding': coding });
  const messages = ['a', 'ä'.repeat(100_000), 'b'];
  for (const message of messages) {
    await client.send(`42${JSON.stringify(['echo', message])}`);
    expect(await client.poll()).toEqual([`42${JSON.stringify(['echoed', message])}`]);
  }
  expect(client.codings).toEqual(new Set([coding]));
  await tap.settled();
  expect(summariseEvents(events)).toEqual(exchanged(messages));
  expect(notices.filter(({ kind }) => kind === 'undecodable')).toEqual([]);
});

test('reports every event once across an upgrade from polling to WebSocket', async () => {
  const { server, url } = await startServer();
  // Delays the upgrade until there is traffic.
  server.engine.use(({ headers: { upgrade } }: IncomingMessage, _: unknown, next: () => void) => {
    setTimeout(next, upgrade === undefined ? 0 : 100);
  });
  const { tap, events, notices } = await startTap(url);
  const client = await connectClient(tap.url, { transports: ['polling', 'websocket'] });
  const { engine } = client.io;
  expect(engine.transport.name).toBe('polling');
  const back: number[] = [];
  client.on('echoed', (number: number) => back.push(number));
  const sent: number[] = [];
  const send = async (): Promise<void> => {
    client.emit('echo', sent.length, randomBytes(10));
    sent.push(sent.length);
    // Keeps some in transit, but few enough for the upgrade to proceed on a busy machine.
    if (sent.length - back.length >= 5) await new Promise((resolve) => client.once('echoed', resolve));
    else await new Promise((resolve) => setImmediate(resolve));
  };
  while (engine.transport.name === 'polling') await send();
  for (let more = 0; more < 50; more++) await send();
  await expect.poll(() => back.length, { timeout: 10_000 }).toBe(sent.length);
  await tap.settled();

  const numbers = (name: string) => events.filter(({ event }) => event === name).map(({ args }) => args[0]);
  expect(numbers('echo')).toEqual(sent);
  expect(numbers('echoed')).toEqual(sent);
  const transports = events.filter(({ event }) => event === 'echo').map(({ transport }) => transport);
  expect(new Set(transports)).toEqual(new Set(['polling', 'websocket']));
  expect(new Set(events.map(({ session }) => session)).size).toBe(1);
  expect(notices.filter(({ kind }) => kind === 'undecodable')).toEqual([]);
});

test('reports attachments, acks and namespaces', async () => {
  const { server, url } = await startServer();
  server.of('/other').on('connection', (socket) => {
    socket.on('ask', (question: unknown, answer: (...args: unknown[]) => void) =>
      answer(question, randomBytes(1)),
    );
  });
  const { tap, events } = await startTap(url);
  const client = await connectClient(`${tap.url}/other`);
  const [first, second] = [randomBytes(70_000), randomBytes(1)];
  const [question, byte] = await new Promise<unknown[]>((resolve) => {
    client.emit('ask', { deep: [{ first }, second] }, (...args: unknown[]) => resolve(args));
  });
  client.disconnect();
  await expect.poll(() => events.at(-1)?.kind).toBe('disconnect');

  const origin = { link: 1, session: 1, transport: 'websocket', namespace: '/other' };
  expect(question).toEqual({ deep: [{ first }, second] });
  expect(events).toEqual([
    { ...origin, direction: 'worker-to-sts', kind: 'connect', args: [], bytes: 8 },
    {
      ...origin,
      direction: 'sts-to-worker',
      kind: 'connect',
      args: [{ sid: expect.any(String) }],
      bytes: expect.any(Number),
    },
    {
      ...origin,
      direction: 'worker-to-sts',
      kind: 'event',
      event: 'ask',
      args: [{ deep: [{ first }, second] }],
      ackId: 0,
      bytes: expect.any(Number),
    },
    {
      ...origin,
      direction: 'sts-to-worker',
      kind: 'ack',
      args: [{ deep: [{ first }, second] }, byte],
      ackId: 0,
      bytes: expect.any(Number),
    },
    { ...origin, direction: 'worker-to-sts', kind: 'disconnect', args: [], bytes: 8 },
  ]);
  expect(events[2]?.bytes).toBeGreaterThan(70_001);
});

test('separates workers that are connected at the same time', async () => {
  const { url } = await startServer();
  const { tap, events } = await startTap(url);
  const names = ['a', 'b', 'c', 'd', 'e'];
  await Promise.all(
    names.map(async (name, index) => {
      const client = await connectClient(tap.url, index % 2 === 0 ? websocket : polling);
      await exchange(client, [`${name}1`, `${name}2`, `${name}3`]);
    }),
  );
  await tap.settled();
  const bySession = Map.groupBy(events, ({ session }) => session);
  expect([...bySession.values()].map(summariseEvents).toSorted()).toEqual(
    names.map((name) => exchanged([`${name}1`, `${name}2`, `${name}3`])),
  );
});

test('reports a reconnected worker as a new session', async () => {
  const { url } = await startServer();
  const { tap, events, notices } = await startTap(url);
  const client = await connectClient(tap.url);
  await exchange(client, ['before']);
  tap.cut();
  await once(client as never, 'connect');
  await exchange(client, ['after']);
  await tap.settled();
  expect(summariseEvents(events)).toEqual(exchanged(['before', 'after']));
  expect(events.filter(({ event }) => event === 'echo').map(({ session, link }) => [session, link])).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(notices.filter((notice) => 'link' in notice && notice.link === 1)).toEqual([
    { kind: 'link-opened', link: 1, worker: expect.any(String) },
    { kind: 'link-closed', link: 1, how: 'cut by the tap' },
  ]);
  expect(notices.find(({ kind }) => kind === 'cut')).toEqual({ kind: 'cut', links: [1] });
});

test.each([
  ['websocket', {}, websocket],
  ['websocket, deflated', { perMessageDeflate: true }, websocket],
  ['long polling', {}, polling],
])('reports messages of 10 MB over %s', async (_, serverOptions, clientOptions) => {
  const { url } = await startServer(serverOptions);
  const { tap, events } = await startTap(url);
  const client = await connectClient(tap.url, clientOptions);
  const text = randomBytes(3 * MEBIBYTE).toString('base64');
  const bytes = randomBytes(6 * MEBIBYTE);
  const back = once(client as never, 'echoed');
  client.emit('echo', text, bytes);
  await back;
  await tap.settled();
  // `toEqual` takes seconds for this size.
  const same = ([, , ...args]: unknown[]) => args[0] === text && bytes.equals(args[1] as Buffer);
  expect(summariseEvents(events).map(([direction, event]) => [direction, event])).toEqual([
    ['→', 'echo'],
    ['←', 'echoed'],
  ]);
  expect(summariseEvents(events).map(same)).toEqual([true, true]);
});

test.each([
  ['websocket, deflated', { perMessageDeflate: true }, websocket],
  ['upgrade', {}, { transports: ['polling', 'websocket'] }],
  ['long polling', {}, polling],
])('forwards every byte unchanged: %s', async (_, serverOptions, clientOptions) => {
  const { url } = await startServer(serverOptions);
  const behind = await startRecorder(url);
  const { tap } = await startTap(behind.url);
  const before = await startRecorder(tap.url);
  const client = await connectClient(before.url, clientOptions);
  await exchange(client, ['a', { bytes: randomBytes(100_000) }, 'x'.repeat(1_000_000)]);
  client.disconnect();
  const bytes = (recorded: readonly Recorded[], way: 'up' | 'down') =>
    recorded.map((connection) => Buffer.concat(connection[way]).toString('base64')).toSorted();
  for (const way of ['up', 'down'] as const) {
    await expect
      .poll(() => bytes(behind.connections, way).join() === bytes(before.connections, way).join())
      .toBe(true);
  }
  expect(bytes(before.connections, 'up').join().length).toBeGreaterThan(100_000);
});

test('forwards masked frames unchanged when the service reads them after they were decoded', async () => {
  const { promise: accepted, resolve: accept } = Promise.withResolvers<Socket>();
  const sts = createServer((socket) => {
    socket.once('data', () => {
      socket.pause();
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      accept(socket);
    });
  });
  const url = await listenAnywhere(sts);
  atEnd(() => sts.close());
  const { tap, events } = await startTap(url);
  const worker = connect(Number(new URL(tap.url).port), '127.0.0.1');
  atEnd(() => worker.destroy());
  const headers = { Host: 'sts', Connection: 'Upgrade', Upgrade: 'websocket' };
  worker.write(encodeHead('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1', headers));
  const [socket] = await Promise.all([accepted, once(worker, 'data')]);

  const frame = encodeFrame(OPCODE.text, `42["a","${'x'.repeat(1000)}"]`, randomBytes(4));
  // More than the socket buffers of the system hold, so that the rest waits in the tap.
  const sent = Buffer.concat(Array.from({ length: 20_000 }, () => frame));
  worker.write(sent);
  await expect.poll(() => events.length).toBeGreaterThan(0);
  // Waits until the relay is blocked.
  let observed = 0;
  while (observed < events.length) {
    observed = events.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(observed).toBeLessThan(20_000);
  const received: Buffer[] = [];
  const all = new Promise<void>((resolve) => {
    let bytes = 0;
    socket.on('data', (chunk) => {
      received.push(chunk);
      bytes += chunk.length;
      if (bytes >= sent.length) resolve();
    });
  });
  socket.resume();
  await all;
  expect(Buffer.concat(received).equals(sent)).toBe(true);
});

test('forwards other HTTP requests without decoding them', async () => {
  const { http, url } = await startServer();
  http.on('request', (request, response) => {
    if (request.url?.startsWith('/socket.io/')) return;
    response.writeHead(200, { 'content-type': 'text/plain' });
    request.pipe(response);
  });
  const { tap, notices } = await startTap(url);
  for (const body of ['a', 'b'.repeat(MEBIBYTE)]) {
    const response = await fetch(`${tap.url}/health?a=b`, { method: 'POST', body });
    expect(await response.text()).toBe(body);
  }
  expect((await fetch(`${tap.url}/health`, { method: 'HEAD' })).status).toBe(200);
  const client = await connectClient(tap.url);
  await exchange(client, ['fine']);
  await tap.settled();
  expect(notices.filter(({ kind }) => kind === 'undecodable')).toEqual([]);
});

test('forwards a connection that is not HTTP and reports it as undecodable', async () => {
  const mirror = createServer((socket) => socket.pipe(socket));
  const url = await listenAnywhere(mirror);
  atEnd(() => mirror.close());
  const { tap, notices, notice } = await startTap(url);
  const socket = connect(Number(new URL(tap.url).port), '127.0.0.1');
  const garbage = randomBytes(300_000);
  const back: Buffer[] = [];
  socket.on('data', (chunk) => back.push(chunk)).end(garbage);
  await once(socket, 'end');
  expect(Buffer.concat(back).equals(garbage)).toBe(true);
  expect(await notice('link-closed')).toMatchObject({ how: 'ended by the worker' });
  expect(notices.filter(({ kind }) => kind === 'undecodable')).toEqual([
    {
      kind: 'undecodable',
      link: 1,
      direction: 'worker-to-sts',
      lost: 'connection',
      problem: expect.any(String),
    },
  ]);
});

test('forwards a message over the limit, reports it as lost and decodes the next one', async () => {
  const { url } = await startServer();
  const { tap, events, notices } = await startTap(url, { limitBytes: 10_000 });
  const client = await connectClient(tap.url);
  await exchange(client, ['x'.repeat(20_000), 'next']);
  await tap.settled();
  expect(summariseEvents(events)).toEqual(exchanged(['next']));
  expect(notices.filter(({ kind }) => kind === 'undecodable')).toEqual([
    expect.objectContaining({
      direction: 'worker-to-sts',
      lost: 'message',
      problem: expect.stringContaining('10000'),
    }),
    expect.objectContaining({ direction: 'sts-to-worker', lost: 'message' }),
  ]);
});

test('has reported everything when it has stopped', async () => {
  const { url } = await startServer();
  const { tap, events, notices } = await startTap(url);
  const client = await connectClient(tap.url);
  const messages = ['x'.repeat(3 * MEBIBYTE), 'last'];
  await exchange(client, messages);
  await tap.stop();
  expect(summariseEvents(events)).toEqual(exchanged(messages));
  expect(notices.at(-1)).toMatchObject({ kind: 'link-closed', link: 1 });
});

test('resets the worker and reports the reason when the target is unreachable', async () => {
  const server = createServer();
  const url = await listenAnywhere(server);
  await new Promise((resolve) => server.close(resolve));
  const { tap, notice } = await startTap(url);
  const socket = connect(Number(new URL(tap.url).port), '127.0.0.1');
  const [error] = await once(socket, 'error').catch((thrown: unknown) => [thrown]);
  expect(error).toMatchObject({ code: 'ECONNRESET' });
  expect(await notice('target-unreachable')).toMatchObject({
    reason: expect.stringContaining('ECONNREFUSED'),
  });
});

test('forwards a half-close as a half-close', async () => {
  const greeter = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('end', () => socket.end('closing too')).resume();
  });
  const url = await listenAnywhere(greeter);
  atEnd(() => greeter.close());
  const { tap } = await startTap(url);
  const socket = connect(Number(new URL(tap.url).port), '127.0.0.1').setEncoding('utf8');
  socket.end('hello');
  expect(await once(socket, 'data')).toEqual(['closing too']);
});

test('closes every connection and stops listening when it stops', async () => {
  const { server, url } = await startServer();
  const { tap } = await startTap(url);
  const client = await connectClient(tap.url, { reconnection: false });
  const gone = Promise.all([
    once(client as never, 'disconnect'),
    new Promise((resolve) => server.sockets.sockets.values().next().value?.once('disconnect', resolve)),
  ]);
  await Promise.all([tap.stop(), tap.stop()]);
  await gone;
  expect(tap.connections).toEqual([]);
  await expect(fetch(tap.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});

test.each([
  ['ws://sts:3000', 'its scheme is ws:'],
  ['https://sts', 'cannot read TLS'],
  ['sts:3000', 'its scheme is sts:'],
  ['nonsense', 'it is no URL'],
  ['http://sts:3000/path', 'it has a path'],
])('rejects %s as a target', async (target, message) => {
  await expect(startTap(target)).rejects.toMatchObject({
    code: 'TAP_TARGET_INVALID',
    message: expect.stringContaining(message),
  });
});

test('reports a port that is in use', async () => {
  const { url } = await startServer();
  const listen = { host: '127.0.0.1', port: Number(new URL(url).port) };
  await expect(startTap(url, { listen })).rejects.toMatchObject({
    code: 'TAP_CANNOT_LISTEN',
    message: expect.stringContaining('EADDRINUSE'),
  });
});
