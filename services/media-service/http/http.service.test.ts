import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { hookAnswerSchema } from '../../contracts/mediamtx-hook.ts';
import { healthSchema, readinessSchema } from '../../contracts/service-health.ts';
import { workerListSchema, workerStatusSchema } from '../../contracts/worker-status.ts';
import { createLogger } from '../../runtime/logger.ts';
import { readConfig } from '../config.ts';
import { type RunningMediaService, startMediaService } from '../media-service.ts';
import { TestSts } from '../testing/test-sts.ts';

const EVENTS = ['ready', 'not-ready', 'segment-create', 'segment-complete'];
const SOURCE = { sourceType: 'rtmpConn', sourceId: 'c0ffee' };
const FORM = 'application/x-www-form-urlencoded';

let stack: AsyncDisposableStack;
let folder: string;
let sts: TestSts;
let service: RunningMediaService;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  folder = stack.use(await createTempFolder()).path;
  sts = stack.use(await TestSts.start());
  service = await start();
});
afterEach(() => stack.disposeAsync());

async function start(
  environment: Readonly<Record<string, string>> = {},
  log = createLogger('media-service', 'silent'),
): Promise<RunningMediaService> {
  const config = readConfig({
    MEDIA_SERVICE_PORT: '0',
    RECORDINGS_DIR: join(folder, 'recordings'),
    STS_URL: sts.url,
    ...environment,
  });
  const started = await startMediaService(config, log);
  stack.defer(() => started.stop());
  return started;
}

/** Posts the body of a hook: an object as JSON, a text unchanged. */
async function hook(
  event: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  url = service.url,
) {
  const response = await fetch(`${url}/v1/mediamtx/events/${event}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, answer: (await response.json()) as unknown };
}

async function get(path: string) {
  const response = await fetch(`${service.url}${path}`, { redirect: 'error' });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text,
    json: () => JSON.parse(text),
  };
}

test('ready starts a worker once; not-ready drains it', async () => {
  const body = { path: 'live/a/in', query: 'x=1', ...SOURCE };
  const first = await hook('ready', body);
  expect(first).toMatchObject({
    status: 200,
    answer: { status: 'worker_started', stream_id: 'a', correlation_id: expect.any(String) },
  });
  const again = await hook('ready', { path: 'live/a/in', source_type: 'rtmpConn', source_id: 'c0ffee' });
  expect(again.answer).toEqual({ ...(first.answer as object), message: 'already being processed' });

  expect(await hook('not-ready', body)).toMatchObject({
    status: 200,
    answer: { status: 'worker_stopped', stream_id: 'a', direction: 'in' },
  });
  expect((await hook('not-ready', body)).answer).toMatchObject({ status: 'skipped' });
  for (const { answer } of [first, again]) expect(hookAnswerSchema.parse(answer)).toEqual(answer);
});

test.each(['application/x-www-form-urlencoded', 'text/plain', 'application/json; charset=utf-8'])(
  'accepts JSON with content type %s',
  async (type) => {
    const { status } = await hook('ready', { path: 'live/a/in', ...SOURCE }, { 'content-type': type });
    expect(status).toBe(200);
  },
);

test('accepts a form of the largest query', async () => {
  const query = '"\\'.repeat(31 * 1024);
  const form = new URLSearchParams({ path: 'live/a/in', query, ...SOURCE }).toString();
  const { status, answer } = await hook('ready', form, { 'content-type': FORM });
  expect({ status, answer }).toMatchObject({
    status: 200,
    answer: { status: 'worker_started', stream_id: 'a' },
  });
});

test('names the invalid fields of a form', async () => {
  const { status, answer } = await hook('ready', 'path=&sourceType=x', { 'content-type': FORM });
  expect(status).toBe(422);
  expect(answer).toMatchObject({ detail: [{ field: 'path' }, { field: 'sourceId' }] });
});

test('accepts any source type', async () => {
  const { status } = await hook('ready', { path: 'live/a/in', sourceType: 'notInventedYet', sourceId: '1' });
  expect(status).toBe(200);
});

test.each(EVENTS)('%s of an output path is skipped', async (event) => {
  const body = { path: 'live/a/out', segmentPath: '/elsewhere/a.mp4', ...SOURCE };
  expect(await hook(event, body)).toMatchObject({
    status: 200,
    answer: { status: 'skipped', stream_id: 'a', direction: 'out' },
  });
  expect((await get('/v1/streams')).json()).toEqual({ streams: [] });
});

test.each<[string, object, string[]]>([
  ['ready', {}, ['path', 'sourceType', 'sourceId']],
  ['ready', { path: 'live/a/in' }, ['sourceType', 'sourceId']],
  ['not-ready', { path: 'live/a/in', sourceType: '', sourceId: null }, ['sourceType', 'sourceId']],
  ['ready', { path: 'live/a b/in', ...SOURCE }, ['path']],
  ['ready', { path: `live/${'a'.repeat(129)}/in`, ...SOURCE }, ['path']],
  ['ready', { path: 'other', ...SOURCE }, ['path']],
  ['ready', [1], ['body']],
  ['segment-create', {}, ['path', 'segmentPath']],
  ['segment-create', { path: 'live/a/in', segmentPath: 7 }, ['segmentPath']],
  ['segment-complete', { path: 'other', segmentPath: 'a.mp4' }, ['path']],
])('%s with %j answers 422 and names the invalid fields', async (event, body, fields) => {
  const { status, answer } = await hook(event, body);
  expect(status).toBe(422);
  const { error, detail } = answer as { error: string; detail: { field: string; message: string }[] };
  expect(detail.map(({ field }) => field)).toEqual(fields);
  for (const field of fields) expect(error).toContain(`${field}: `);
});

test.each([
  ['invalid JSON', '{"path":', {}, 400, 'JSON'],
  ['no bytes', '', {}, 400, 'empty'],
  ['null', 'null', {}, 422, 'path: '],
  ['an incomplete form', 'path=live/a/in', { 'content-type': FORM }, 422, 'sourceType: '],
  ['a form that is far too long', `path=${'x'.repeat(400_000)}`, { 'content-type': FORM }, 413, 'large'],
  ['a JSON string', '"live/a/in"', {}, 422, 'body: '],
  ['a poisoned prototype', '{"__proto__":{"path":"live/a/in"}}', {}, 400, 'JSON'],
  ['too many bytes', JSON.stringify({ path: 'x'.repeat(400_000) }), {}, 413, 'large'],
])('rejects a body of %s with status and reason', async (_, body, headers, status, reason) => {
  const response = await hook('ready', body, headers);
  expect(response.status).toBe(status);
  expect(response.answer).toMatchObject({ error: expect.stringContaining(reason) });
});

test.each(EVENTS)('%s accepts POST only', async (event) => {
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const response = await fetch(`${service.url}/v1/mediamtx/events/${event}`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await response.json()).toEqual({ error: `method ${method} is not allowed; use POST` });
  }
});

test('requires the secret, before it parses the body', async () => {
  const { url } = await start({ MTX_HOOK_SECRET: 'hush' });
  const body = { path: 'live/a/in', ...SOURCE };
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'hush' }]) {
    for (const event of EVENTS) {
      const response = await hook(event, 'not even JSON', headers as Record<string, string>, url);
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(response.answer).toEqual({ error: expect.stringContaining('missing or wrong hook secret') });
    }
  }
  expect((await hook('ready', body, { authorization: 'Bearer hush' }, url)).status).toBe(200);
});

test('a valid hook without the secret changes nothing', async () => {
  const { url } = await start({ MTX_HOOK_SECRET: 'hush' });
  const streams = async () =>
    workerListSchema
      .parse(await (await fetch(`${url}/v1/streams`)).json())
      .streams.map(({ streamId, state }) => [streamId, state]);
  const body = { path: 'live/a/in', segmentPath: join(folder, 'recordings', '1.mp4'), ...SOURCE };
  for (const event of EVENTS) expect((await hook(event, body, {}, url)).status).toBe(401);
  expect(await streams()).toEqual([]);

  const withSecret = { authorization: 'Bearer hush' };
  expect((await hook('ready', body, withSecret, url)).answer).toMatchObject({ status: 'worker_started' });
  for (const event of EVENTS) {
    expect((await hook(event, { ...body, sourceId: 'another' }, {}, url)).status).toBe(401);
    expect((await hook(event, body, {}, url)).status).toBe(401);
  }
  expect(await streams(), 'the worker is neither ended nor replaced').toEqual([['a', 'starting']]);
  expect((await hook('not-ready', body, withSecret, url)).answer).toMatchObject({ status: 'worker_stopped' });
});

test('accepts recordings inside the recordings folder only', async () => {
  const recordings = join(folder, 'recordings');
  await mkdir(join(recordings, 'live/a/in'), { recursive: true });
  await writeFile(join(folder, 'secret.mp4'), '');
  await writeFile(join(recordings, 'live/a/in/1.mp4'), '');
  await symlink(join(folder, 'secret.mp4'), join(recordings, 'linked.mp4'));
  const inside = { path: 'live/a/in', segment_path: join(recordings, 'live/a/in/1.mp4') };
  for (const event of ['segment-create', 'segment-complete']) {
    expect(await hook(event, inside)).toMatchObject({
      status: 200,
      answer: { status: 'accepted', stream_id: 'a' },
    });
    for (const segmentPath of ['/etc/passwd', '../secret.mp4', join(recordings, 'linked.mp4'), 'a\0b']) {
      const { status, answer } = await hook(event, { path: 'live/a/in', segmentPath });
      expect(status).toBe(422);
      expect(answer).toMatchObject({ detail: [{ field: 'segmentPath' }] });
    }
  }
});

test('rejects a recording that does not exist', async () => {
  const recordings = join(folder, 'recordings');
  await mkdir(join(recordings, 'folder'), { recursive: true });
  for (const name of ['soon.mp4', 'folder']) {
    const body = { path: 'live/a/in', segmentPath: join(recordings, name) };
    const { status, answer } = await hook('segment-create', body);
    expect(status).toBe(422);
    expect(answer).toEqual({
      error: 'segmentPath: expected an existing file',
      detail: [{ field: 'segmentPath', message: 'expected an existing file' }],
    });
    expect((await hook('segment-complete', body)).status, 'the file may have been deleted').toBe(200);
  }
});

test('answers /health always, and /ready while every stream is dubbed', async () => {
  const health = (await get('/health')).json();
  expect(healthSchema.parse(health)).toEqual({ status: 'ok', service: 'media-service' });
  expect(await get('/ready')).toMatchObject({ status: 200 });

  const body = { path: 'live/a/in', ...SOURCE };
  await hook('ready', body);
  const starting = await get('/ready');
  expect(starting.status).toBe(503);
  expect(readinessSchema.parse(starting.json())).toMatchObject({
    status: 'not ready',
    reason: 'stream a: worker is starting',
  });
  expect((await get('/health')).status).toBe(200);
});

test('is not ready while a failed stream has a publisher', async () => {
  const recordings = join(folder, 'recordings');
  await mkdir(recordings, { recursive: true });
  await writeFile(join(recordings, '1.mp4'), 'this is not a recording at all');
  const body = { path: 'live/a/in', ...SOURCE };
  await hook('segment-create', { path: 'live/a/in', segmentPath: '1.mp4' });
  const first = await hook('ready', body);
  await hook('segment-complete', { path: 'live/a/in', segmentPath: '1.mp4' });

  let status = await streamStatus('a');
  while (status.endedAt === undefined) status = await streamStatus('a');
  expect(status).toMatchObject({ state: 'failed', lastError: { code: 'SOURCE_REFUSED' } });
  const failed = await get('/ready');
  expect(failed.status).toBe(503);
  expect(failed.json().reason).toContain('stream a: worker has failed (cannot dub this stream: ');

  await hook('not-ready', body);
  expect((await get('/ready')).status).toBe(200);
  const retried = await hook('ready', body);
  expect(retried.answer).toMatchObject({ status: 'worker_started', message: 'worker started' });
  expect(retried.answer).not.toMatchObject({
    correlation_id: (first.answer as { correlation_id: string }).correlation_id,
  });
});

async function streamStatus(id: string) {
  return workerStatusSchema.parse((await get(`/v1/streams/${id}`)).json());
}

test('reports the status of streams', async () => {
  const id = 'x'.repeat(128);
  await hook('ready', { path: `live/${id}/in`, ...SOURCE });
  const status = await streamStatus(id);
  expect(status).toMatchObject({
    streamId: id,
    state: 'starting',
    ledger: { sent: 0, inflight: 0, recent: [] },
    output: { airedS: 0, stalledS: 0, url: `rtmp://127.0.0.1:1935/live/${id}/out` },
    sts: { url: sts.url },
  });
  const { streams } = workerListSchema.parse((await get('/v1/streams')).json());
  expect(streams.map(({ streamId }) => streamId)).toEqual([id]);
  expect(await get('/v1/streams/other')).toMatchObject({
    status: 404,
    text: '{"error":"unknown stream id"}',
  });
  expect((await get('/nowhere')).json()).toEqual({ error: 'no route for GET /nowhere' });
});

test('serves metrics as Prometheus text, with all series of a stream from its start', async () => {
  expect(await get('/metrics')).toMatchObject({
    status: 200,
    type: 'text/plain; version=0.0.4; charset=utf-8',
  });
  await hook('ready', { path: 'live/a/in', ...SOURCE });
  const { text } = await get('/metrics');
  for (const status of ['processed', 'partial', 'fallback', 'dropped']) {
    expect(text).toContain(`worker_audio_fragments_total{stream_id="a",status="${status}"} 0\n`);
  }
  expect(text).toContain('worker_pipeline_state{stream_id="a",pipeline="input"} 1\n');
  expect(text).toMatch(/^worker_event_loop_lag_seconds [\d.]+$/m);
});

test('stops in spite of an open client connection', async () => {
  const { port } = new URL(service.url);
  const client = connect(Number(port), '127.0.0.1');
  await new Promise((resolve) => client.once('connect', resolve));
  client.write('POST /v1/mediamtx/events/ready HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{');
  const closed = new Promise((resolve) => client.once('close', resolve));
  client.on('error', () => undefined).resume();
  await hook('ready', { path: 'live/a/in', ...SOURCE });
  await service.stop();
  await closed;
});

test('shows the credentials of its URLs neither in status, readiness and metrics nor in its log', async () => {
  const lines: string[] = [];
  const environment = {
    WORKER_INGEST: 'rtmp',
    MEDIAMTX_RTMP_URL: 'rtmp://user:hush@127.0.0.1:1/?pass=quiet',
    MEDIAMTX_API_URL: 'http://user:hush@127.0.0.1:1',
    STS_URL: 'http://user:hush@127.0.0.9:9/?token=quiet',
  };
  const { url } = await start(
    environment,
    createLogger('media-service', 'debug', { write: (line) => lines.push(line) }),
  );
  await hook('ready', { path: 'live/a/in', ...SOURCE }, {}, url);
  const fetchText = async (path: string) => await (await fetch(`${url}${path}`)).text();
  const seen = new Set<string>();
  await vi.waitFor(
    async () => {
      const stream = workerStatusSchema.parse(JSON.parse(await fetchText('/v1/streams/a')));
      expect(stream.output.url).toBe('rtmp://…@127.0.0.1:1/live/a/out?…');
      seen.add(stream.lastError?.code ?? '');
      expect([...seen]).toEqual(expect.arrayContaining(['RTMP_PULL_FAILED', 'STS_UNREACHABLE']));
    },
    { timeout: 10_000, interval: 20 },
  );
  const shown = [await fetchText('/v1/streams'), await fetchText('/ready'), await fetchText('/metrics')];
  expect(shown.join()).toContain('rtmp://…@127.0.0.1:1/live/a/');
  expect(shown.join()).not.toMatch(/hush|quiet/);
  expect(lines.join()).toContain('ffmpeg printed');
  expect(lines.filter((line) => /hush|quiet/.test(line))).toEqual([]);
});

test('logs a rejected hook as an error with its reason, and never its body', async () => {
  const lines: string[] = [];
  const log = createLogger('media-service', 'info', { write: (line) => void lines.push(line) });
  const { url } = await start({ MTX_HOOK_SECRET: 'hush' }, log);
  const authorization = 'Bearer hush';
  const query = 'pass=quiet';
  await hook('ready', { path: 'live/a/in', query, sourceType: 'rtmpConn' }, { authorization }, url);
  await hook('ready', { path: 'live/a/in', query, ...SOURCE }, {}, url);
  await hook('ready', `{"query":"${query}"`, { authorization }, url);
  await hook('steady?pass=quiet', {}, { authorization }, url);
  await fetch(`${url}/v1/streams/none`);
  const rejected = lines.map((line) => JSON.parse(line)).filter(({ level }) => level !== 'info');
  const path = '/v1/mediamtx/events/ready';
  expect(rejected.map(({ level, status, msg }) => [level, status, msg])).toEqual([
    ['error', 422, expect.stringMatching(`^rejected POST ${path} with 422: sourceId: `)],
    ['error', 401, expect.stringMatching(`^rejected POST ${path} with 401: missing or wrong hook secret`)],
    ['error', 400, expect.stringMatching(`^rejected POST ${path} with 400: `)],
    [
      'error',
      404,
      'rejected POST /v1/mediamtx/events/steady with 404: no route for POST /v1/mediamtx/events/steady',
    ],
  ]);
  expect(lines.join()).not.toMatch(/hush|quiet/);
});
