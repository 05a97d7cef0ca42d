import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { healthSchema, readinessSchema } from '../contracts/service-health.ts';
import { ProviderMissingError } from './providers/local/requirements.ts';
import { startTestSts } from './testing/start-test-sts.ts';
import { TestWorker } from './testing/test-worker.ts';

test('reports health and readiness', async () => {
  await using sts = await startTestSts();
  const health = await fetch(`${sts.url}/health`);
  expect(healthSchema.parse(await health.json())).toEqual({ status: 'ok', service: 'echo-sts' });
  const ready = await fetch(`${sts.url}/ready`);
  expect([ready.status, readinessSchema.parse(await ready.json())]).toEqual([
    200,
    { status: 'ready', providers: {} },
  ]);
});

test('counts a session in its metrics', async () => {
  await using sts = await startTestSts();
  using worker = new TestWorker(sts.url);
  await worker.open();
  worker.send(0);
  worker.send(0);
  await worker.results(1);
  await worker.errors(1);
  const response = await fetch(`${sts.url}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  for (const line of [
    'sts_sessions_active 1',
    'sts_fragments_in_flight 0',
    'sts_fragment_processing_seconds_count{status="success"} 1',
    'sts_fragment_errors_total{stage="session",error_code="INVALID_SEQUENCE"} 1',
  ]) {
    expect(text).toContain(line);
  }
  expect(text).toMatch(/^sts_event_loop_lag_seconds \d/m);
});

test.each([
  ['with a trailing slash', { path: '/socket.io/' }],
  ['without a trailing slash', { path: '/socket.io', addTrailingSlash: false }],
  ['under the alias', { path: '/ws/sts' }],
  ['under the alias, without a trailing slash', { path: '/ws/sts', addTrailingSlash: false }],
  ['by polling', { transports: ['polling'] }],
  ['by polling, upgraded to websocket', { transports: ['polling', 'websocket'] }],
  ['with optional headers', { extraHeaders: { 'x-stream-id': 's', 'x-worker-id': 'w' } }],
  ['by polling under the alias', { path: '/ws/sts', transports: ['polling'] }],
])('accepts a worker %s', async (_case, options) => {
  await using sts = await startTestSts();
  using worker = new TestWorker(sts.url, options);
  await worker.open();
  worker.send(0);
  await worker.results(1);
});

test('announces ping times, maximum message size and the websocket upgrade in the handshake', async () => {
  await using sts = await startTestSts();
  const handshake = await (await fetch(`${sts.url}/socket.io/?EIO=4&transport=polling`)).text();
  expect(JSON.parse(handshake.slice(1))).toMatchObject({
    upgrades: ['websocket'],
    pingInterval: 25_000,
    pingTimeout: 20_000,
    maxPayload: 50 * 1024 * 1024,
  });
});

test('rejects a wrong or missing token and accepts the right one in both namespaces', async () => {
  await using sts = await startTestSts({ STS_AUTH_TOKEN: 'open sesame' });
  for (const path of ['', '/monitor']) {
    for (const token of [undefined, 'open sesamE', 'open', 42]) {
      using worker = new TestWorker(sts.url + path, { auth: { token } });
      const [rejected] = await worker.log.waitFor('connect_error');
      expect(rejected?.args[0]).toMatchObject({ data: { code: 'AUTH_FAILED', retryable: false } });
    }
    for (const token of ['open sesame', 'Bearer open sesame', 'bearer open sesame']) {
      using worker = new TestWorker(sts.url + path, { auth: { token } });
      await new Promise<void>((resolve) => worker.socket.once('connect', resolve));
    }
  }
});

test('sends CORS headers to configured origins only', async () => {
  await using sts = await startTestSts({ STS_CORS_ORIGINS: 'http://a.test, http://b.test' });
  const allowed = async (origin: string): Promise<string | null> => {
    const response = await fetch(`${sts.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
    return response.headers.get('access-control-allow-origin');
  };
  expect(await allowed('http://b.test')).toBe('http://b.test');
  expect(await allowed('http://c.test')).toBeNull();
});

test.each([
  [{ STS_POCKETSPHINX_MODEL_DIR: '/nowhere/en-us' }, 'apt-get install -y pocketsphinx-en-us'],
  [{ STS_APERTIUM_DIR: '/nowhere' }, 'apt-get install -y apertium-eng-spa'],
])('does not start without the files of real mode and names the package: %o', async (environment, remedy) => {
  const started = startTestSts({ STS_MODE: 'real', ...environment });
  await expect(started).rejects.toBeInstanceOf(ProviderMissingError);
  await expect(started).rejects.toThrow(remedy);
});

test('fails on a port in use and leaves nothing behind', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const started = startTestSts({ STS_PORT: port, STS_MODE: 'real' });
  await expect(started).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const folders = await readdir(tmpdir());
  expect(folders.filter((name) => name.startsWith(`dubstep-sts-${process.pid}-`))).toEqual([]);
  other.close();
});

test('ends sessions and processing on stop without waiting for clients', async () => {
  const sts = await startTestSts({ STS_ECHO_DELAY_MS: '3600000' });
  using worker = new TestWorker(sts.url);
  await worker.open();
  worker.send(0);
  await worker.acks(1);
  using polling = new TestWorker(sts.url, { transports: ['polling'] });
  await polling.open();
  // A client that connects and sends nothing.
  const silentClient = connect(Number(new URL(sts.url).port), '127.0.0.1');
  await once(silentClient, 'connect');
  const silentClientClosed = new Promise<void>((resolve) => {
    silentClient.on('error', () => resolve()).on('close', () => resolve());
  });
  await sts.stop();
  await worker.log.waitFor('disconnect');
  await polling.log.waitFor('disconnect');
  await silentClientClosed;
  await expect(fetch(`${sts.url}/health`)).rejects.toThrow();
});
