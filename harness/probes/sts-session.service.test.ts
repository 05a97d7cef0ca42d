import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { Server } from 'socket.io';
import { expect, onTestFinished, test } from 'vitest';
import { serveHttp } from '../../lib/testing/http-server.ts';
import { LocalPlace } from './local-place.ts';
import { stsSessionProbe } from './sts-session.ts';
import { absentPipeline, observe } from './testing/probed-pipeline.ts';

/** A Socket.IO server whose namespace `/` answers `stream:init` in this way. */
async function startSts(
  answer: (init: { stream_id: string }, reply: (event: string, payload: object) => void) => void,
) {
  const http = createHttpServer();
  const service = new Server(http);
  onTestFinished(() => service.close());
  const received: unknown[][] = [];
  service.on('connection', (socket) => {
    socket.onAny((...event: unknown[]) => received.push(event));
    socket.on('stream:init', (init) => answer(init, (event, payload) => socket.emit(event, payload)));
  });
  const ended = new Promise<unknown>((resolve) => {
    service.on('connection', (socket) => socket.on('disconnect', resolve));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, received, ended };
}

/** The sessions that the probe opened, with this address in the settings of the worker. */
async function observeSessions(stsUrl: string, settings: Record<string, string> = {}, tapUrl?: string) {
  const { endpoints, ...pipeline } = await absentPipeline();
  const place = new LocalPlace({ workingFolder: '/', environment: settings });
  return await observe(stsSessionProbe, {
    ...pipeline,
    endpoints: { ...endpoints, stsUrl },
    ...(tapUrl === undefined ? {} : { tapUrl }),
    placeOf: async (name) => (name === 'media-service' ? place : undefined),
  });
}

test('opens a session with a stream id of its own, and ends it', async () => {
  const { url, received, ended } = await startSts(({ stream_id }, reply) =>
    reply('stream:ready', { stream_id, session_id: 's1' }),
  );
  expect(await observeSessions(url, { STS_URL: `${url}/` })).toEqual([
    {
      target: 'worker-setting',
      url: `${url}/`,
      path: '/socket.io/',
      namespace: '/',
      reached: 'ready',
      transport: 'websocket',
    },
  ]);
  await ended;
  const id = expect.stringMatching(/^probe-[0-9a-f]{8}$/);
  expect(received).toEqual([
    ['stream:init', expect.objectContaining({ stream_id: id, worker_id: 'dubstep-probe' })],
    ['stream:end', { stream_id: id, reason: 'probe completed' }],
  ]);
});

test('records an error of the service, and how far the worker gets at another address', async () => {
  const { url } = await startSts((_, reply) => {
    reply('error', { code: 'RATE_LIMIT', message: 'slow', severity: 'warning', retryable: true });
    reply('error', {
      code: 'INVALID_CONFIG',
      message: 'no such language',
      severity: 'fatal',
      retryable: false,
    });
  });
  const { endpoints } = await absentPipeline();
  const refusal = { code: 'INVALID_CONFIG', message: 'no such language' };
  expect(await observeSessions(url, { STS_URL: endpoints.stsUrl })).toMatchObject([
    {
      target: 'environment',
      url,
      reached: 'init',
      refusal,
      error: expect.stringContaining('no such language'),
    },
    {
      target: 'worker-setting',
      url: endpoints.stsUrl,
      reached: 'none',
      error: expect.stringContaining('ECONNREFUSED'),
    },
  ]);
});

test('does not open a session through the tap', async () => {
  const { url } = await startSts(() => undefined);
  const { endpoints } = await absentPipeline();
  const sessions = await observeSessions(url, { STS_URL: endpoints.stsUrl }, endpoints.stsUrl);
  expect(sessions).toMatchObject([{ target: 'environment', url, reached: 'init' }]);
});

test('records a stream:init without an answer, and another namespace', async () => {
  const { url } = await startSts(() => undefined);
  expect(await observeSessions(url, { STS_URL: `${url}/dub` })).toMatchObject([
    { reached: 'init', error: 'no answer to stream:init within 2000 ms' },
    { target: 'worker-setting', namespace: '/dub', reached: 'engine.io', error: 'Invalid namespace' },
  ]);
});

test('records a refused WebSocket, another path and a server of another kind', async () => {
  const http = createHttpServer();
  const service = new Server(http, { transports: ['polling'], path: '/socket.io/' });
  onTestFinished(() => service.close());
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const pollingUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const { url } = await serveHttp((_, response) => {
    response.writeHead(404, { 'content-type': 'text/html' }).end('nothing');
  });
  expect(await observeSessions(pollingUrl, { STS_URL: url })).toMatchObject([
    { target: 'environment', reached: 'tcp', status: 400, polling: { isHandshake: true, status: 200 } },
    {
      target: 'worker-setting',
      reached: 'tcp',
      polling: { isHandshake: false, status: 404, contentType: 'text/html' },
    },
  ]);
});

test('records a server that accepts connections and never responds', async () => {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const url = `http://me:hush@127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [session] = await observeSessions(url);
  expect(session).toMatchObject({ reached: 'tcp', error: 'no Engine.IO handshake within 2000 ms' });
  expect(JSON.stringify(session)).not.toContain('hush');
});
