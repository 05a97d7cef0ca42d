import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { healthSchema, readinessSchema } from '../contracts/service-health.ts';
import { ProviderMissingError } from './providers/local/provider-missing-error.ts';
import { startTestSts } from './testing/start-test-sts.ts';
import { TestWorker } from './testing/test-worker.ts';

test('health and readiness', async () => {
  await using sts = await startTestSts();
  const health = await fetch(`${sts.url}/health`);
  expect(healthSchema.parse(await health.json())).toEqual({ status: 'ok', service: 'echo-sts' });
  const ready = await fetch(`${sts.url}/ready`);
  expect([ready.status, readinessSchema.parse(await ready.json())]).toEqual([
    200,
    { status: 'ready', providers: {} },
  ]);
});

test('metrics follow a session', async () => {
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
  ['with a slash', { path: '/socket.io/' }],
  ['without a slash', { path: '/socket.io', addTrailingSlash: false }],
  ['under its alias', { path: '/ws/sts' }],
  ['under its alias, without a slash', { path: '/ws/sts', addTrailingSlash: false }],
  ['by polling', { transports: ['polling'] }],
  ['by polling first', { transports: ['polling', 'websocket'] }],
  ['with headers that nobody needs', { extraHeaders: { 'x-stream-id': 's', 'x-worker-id': 'w' } }],
  ['by polling under its alias', { path: '/ws/sts', transports: ['polling'] }],
])('a worker connects %s', async (_case, options) => {
  await using sts = await startTestSts();
  using worker = new TestWorker(sts.url, options);
  await worker.open();
  worker.send(0);
  await worker.results(1);
});

test('the handshake tells the times of pings, the largest message and the way to a websocket', async () => {
  await using sts = await startTestSts();
  const handshake = await (await fetch(`${sts.url}/socket.io/?EIO=4&transport=polling`)).text();
  expect(JSON.parse(handshake.slice(1))).toMatchObject({
    upgrades: ['websocket'],
    pingInterval: 25_000,
    pingTimeout: 20_000,
    maxPayload: 50 * 1024 * 1024,
  });
});

test('a token that is wrong, missing or of another length is refused everywhere, the right one is not', async () => {
  await using sts = await startTestSts({ STS_AUTH_TOKEN: 'open sesame' });
  for (const path of ['', '/monitor']) {
    for (const token of [undefined, 'open sesamE', 'open', 42]) {
      using worker = new TestWorker(sts.url + path, { auth: { token } });
      const [refused] = await worker.log.waitFor('connect_error');
      expect(refused?.args[0]).toMatchObject({ data: { code: 'AUTH_FAILED', retryable: false } });
    }
    for (const token of ['open sesame', 'Bearer open sesame', 'bearer open sesame']) {
      using worker = new TestWorker(sts.url + path, { auth: { token } });
      await new Promise<void>((resolve) => worker.socket.once('connect', resolve));
    }
  }
});

test('only configured origins get CORS headers', async () => {
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
])(
  'real mode without what it needs does not start, and says what to install: %o',
  async (environment, remedy) => {
    const started = startTestSts({ STS_MODE: 'real', ...environment });
    await expect(started).rejects.toBeInstanceOf(ProviderMissingError);
    await expect(started).rejects.toThrow(remedy);
  },
);

test('a port that is taken is an error, and nothing of the service stays', async () => {
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

test('stopping ends sessions and their work, and waits for nobody', async () => {
  const sts = await startTestSts({ STS_ECHO_DELAY_MS: '3600000' });
  using worker = new TestWorker(sts.url);
  await worker.open();
  worker.send(0);
  await worker.acks(1);
  using polling = new TestWorker(sts.url, { transports: ['polling'] });
  await polling.open();
  // Somebody who connects and then says nothing.
  const mute = connect(Number(new URL(sts.url).port), '127.0.0.1');
  await once(mute, 'connect');
  const muteEnded = new Promise<void>((resolve) => {
    mute.on('error', () => resolve()).on('close', () => resolve());
  });
  await sts.stop();
  await worker.log.waitFor('disconnect');
  await polling.log.waitFor('disconnect');
  await muteEnded;
  await expect(fetch(`${sts.url}/health`)).rejects.toThrow();
});
