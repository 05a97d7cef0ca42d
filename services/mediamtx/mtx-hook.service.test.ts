import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hookScriptPath } from './config.ts';

interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server;
let url: string;
let requests: Request[];
/** The answer of the server; `undefined` for none. */
let answer: { readonly status: number; readonly body: string } | undefined;

beforeEach(async () => {
  requests = [];
  answer = { status: 200, body: '{}' };
  server = createServer(async (request, response) => {
    const { method, url: path, headers } = request;
    requests.push({ method, url: path, headers, body: await text(request) });
    if (answer !== undefined) response.writeHead(answer.status).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const PATH_EVENT = { MTX_PATH: 'live/a/in', MTX_SOURCE_TYPE: 'rtmpConn', MTX_SOURCE_ID: 'c0ffee' };

/** The JSON in a request. */
function bodyOf(request: Request | undefined): Record<string, string> {
  return JSON.parse(request?.body ?? '');
}

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly hook: Readonly<Record<string, string | number>>;
}

/** Runs the hook with only PATH, ORCHESTRATOR_URL and `environment` in its environment. */
function hook(event: string, environment: Record<string, string>) {
  const running = execa(hookScriptPath, event === '' ? [] : [event], {
    env: { PATH: process.env.PATH ?? '', ORCHESTRATOR_URL: url, ...environment },
    extendEnv: false,
    reject: false,
  });
  return running.then((result) => ({ ...result, pid: running.pid }));
}

interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** The lines that the hook printed: the one on stderr, if any, is the last. */
function linesOf({ stdout, stderr }: Printed): Line[] {
  return [stdout, stderr]
    .join('\n')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The message of the only line on stderr, after checking that it reports a failure. */
function failureOf({ exitCode, stderr }: Printed & { readonly exitCode?: number | undefined }): string {
  expect(exitCode).toBe(1);
  expect(stderr.split('\n')).toHaveLength(1);
  const { level, msg, hook } = JSON.parse(stderr) as Line;
  expect({ level, hook }).toMatchObject({ level: 'error', hook: { phase: 'end', exitCode: 1 } });
  expect(msg).toBe(`mtx-hook ${hook.event}: ${hook.message}`);
  return hook.message as string;
}

test.each(['ready', 'not-ready'])('%s posts the path, its source and the query', async (event) => {
  const { exitCode, stdout, stderr, pid } = await hook(event, { ...PATH_EVENT, MTX_QUERY: 'user=a&pass=b' });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const call = { event, path: 'live/a/in', url: `${url}/v1/mediamtx/events/${event}`, pid };
  expect(linesOf({ stdout, stderr })).toEqual([
    { level: 'info', msg: `mtx-hook ${event}: started`, hook: { phase: 'start', ...call } },
    {
      level: 'info',
      msg: `mtx-hook ${event}: ${call.url} answered 200`,
      hook: { phase: 'end', ...call, exitCode: 0, status: 200, durationMs: expect.any(Number) },
    },
  ]);
  expect(requests).toMatchObject([
    {
      method: 'POST',
      url: `/v1/mediamtx/events/${event}`,
      headers: { 'content-type': 'application/json' },
    },
  ]);
  expect(bodyOf(requests[0])).toEqual({
    path: 'live/a/in',
    query: 'user=a&pass=b',
    sourceType: 'rtmpConn',
    sourceId: 'c0ffee',
  });
});

test.each(['segment-create', 'segment-complete'])('%s posts the file', async (event) => {
  const file = '/runs/a b/live/a/in/2026-01-01.mp4';
  expect((await hook(event, { MTX_PATH: 'live/a/in', MTX_SEGMENT_PATH: file })).exitCode).toBe(0);
  expect(requests.map((request) => request.url)).toEqual([`/v1/mediamtx/events/${event}`]);
  expect(bodyOf(requests[0])).toEqual({ path: 'live/a/in', segmentPath: file });
});

test('omits an empty query, and accepts a URL with a trailing slash', async () => {
  await hook('ready', { ...PATH_EVENT, MTX_QUERY: '', ORCHESTRATOR_URL: `${url}/` });
  expect(requests[0]?.url).toBe('/v1/mediamtx/events/ready');
  expect(Object.keys(bodyOf(requests[0]))).toEqual(['path', 'sourceType', 'sourceId']);
});

test.each([
  ['quotes and backslashes', 'a="b\\c\\"d\\\\'],
  ['control characters', 'a\u0001b\tc\nd\r\ne\u001b[31m\u007f'],
  ['shell expansions', '$(id) `id` $HOME *; & | < > % %s %n'],
  ['non-Latin letters and emoji', 'ñé 日本語 🎬'],
  ['JSON', '"},{"path":"live/b/in"'],
  ['form syntax', '&path=live/b/in&a%20b=c+d%'],
  ['a leading @, which curl would read as a file name', '@/etc/passwd'],
  ['a leading hyphen', '-X DELETE'],
  ['64 KiB', '\\"'.repeat(32_768)],
  ['64 KiB of letters that JSON can escape', 'ñ'.repeat(32_768)],
])('transmits a query with %s unchanged', async (_, query) => {
  expect((await hook('ready', { ...PATH_EVENT, MTX_QUERY: query })).exitCode).toBe(0);
  expect(bodyOf(requests[0])).toMatchObject({ query });
  expect(requests[0]?.body).toMatch(/^[ -~]+$/);
});

test.each([
  ['a lone byte', '\\377', '\uFFFD'],
  ['a truncated sequence', '\\342\\202', '\uFFFD'],
  ['an interrupted sequence', '\\303(', '\uFFFD('],
  ['an overlong form', '\\300\\257', '\uFFFD\uFFFD'],
  ['a surrogate', '\\355\\240\\200', '\uFFFD\uFFFD\uFFFD'],
  ['a code above U+10FFFF', '\\364\\220\\200\\200', '\uFFFD\uFFFD\uFFFD\uFFFD'],
])('bytes that are not UTF-8 (%s) are decoded as U+FFFD', async (_, bytes, expected) => {
  const script = `MTX_QUERY="x$(printf '${bytes}')y" exec "$0" ready`;
  const env = { PATH: process.env.PATH ?? '', ORCHESTRATOR_URL: url, ...PATH_EVENT };
  await execa('sh', ['-c', script, hookScriptPath], { env, extendEnv: false });
  expect(bodyOf(requests[0])).toMatchObject({ query: `x${expected}y` });
});

test('sends the secret as a bearer token; secret, query and credentials are not in the arguments of any process', async () => {
  const secret = 's3cret $HOME `id`';
  const pending = once(server, 'request');
  answer = undefined;
  const running = hook('ready', {
    ...PATH_EVENT,
    MTX_HOOK_SECRET: secret,
    MTX_QUERY: 'pass=qu3ry',
    ORCHESTRATOR_URL: url.replace('//', '//user:hush@'),
  });
  await pending;
  const { stdout: commandLines } = await execa('ps', ['-eo', 'args']);
  expect(commandLines).toMatch(/^curl .*--data-binary @-/m);
  expect(commandLines).not.toMatch(/s3cret|qu3ry|user:hush/);
  server.closeAllConnections();
  const { stdout, stderr } = await running;
  expect(stdout + stderr).not.toMatch(/s3cret|qu3ry|hush/);
  expect(requests[0]?.headers.authorization).toBe(`Bearer ${secret}`);
});

test('sends no authorization header without a secret', async () => {
  await hook('ready', PATH_EVENT);
  expect(requests[0]?.headers.authorization).toBeUndefined();
});

test.each([
  [401, '{"error":"hook secret missing"}'],
  [422, '{"error":"sourceType:\nunknown"}'],
  [500, ''],
  [302, 'elsewhere'],
])('exits 1 with the answer on one line when the status is %i', async (status, body) => {
  answer = { status, body };
  const result = await hook('ready', PATH_EVENT);
  expect(failureOf(result)).toBe(
    `${url}/v1/mediamtx/events/ready answered ${status}: ${body.replace('\n', ' ')}`,
  );
  expect(linesOf(result).at(-1)?.hook).toMatchObject({ status, durationMs: expect.any(Number) });
  expect(requests).toHaveLength(1);
});

test('prints only the start of a long answer', async () => {
  answer = { status: 500, body: 'x'.repeat(3000) };
  const message = failureOf(await hook('ready', PATH_EVENT));
  expect(message).toMatch(/answered 500: x+$/);
  expect(message).toHaveLength(500);
});

test('prints an answer with quotes, backslashes and control characters as JSON', async () => {
  answer = { status: 500, body: '"a\\"\t\u0007\u007f\\' };
  expect(failureOf(await hook('ready', PATH_EVENT))).toMatch(/ answered 500: "a\\" {3}\\$/);
});

test('does not print a secret that the answer repeats', async () => {
  answer = { status: 404, body: 'no route for Bearer s3cret*, s3cret*' };
  const result = await hook('ready', { ...PATH_EVENT, MTX_HOOK_SECRET: 's3cret*' });
  expect(failureOf(result)).toMatch(/ answered 404: no route for Bearer \*\*\*, \*\*\*$/);
});

test('a killed call has printed its start and no end', async () => {
  answer = undefined;
  const pending = once(server, 'request');
  const running = execa(hookScriptPath, ['ready'], {
    env: { PATH: process.env.PATH ?? '', ORCHESTRATOR_URL: url, ...PATH_EVENT },
    extendEnv: false,
    reject: false,
  });
  await pending;
  running.kill('SIGKILL');
  // Ends curl.
  server.closeAllConnections();
  expect(linesOf(await running)).toMatchObject([{ hook: { phase: 'start' } }]);
});

test('gives up after 5 s without a retry when the service does not answer', async () => {
  answer = undefined;
  const result = await hook('ready', PATH_EVENT);
  expect(failureOf(result)).toMatch(/^cannot reach .* timed out [^\n]*$/);
  expect(linesOf(result).at(-1)?.hook.curlExitCode).toBe(28);
  expect(linesOf(result).at(-1)?.hook.durationMs).toBeGreaterThan(4400);
  expect(result.durationMs).toBeLessThan(5500);
  expect(requests).toHaveLength(1);
});

test('fails at once when the service is not running', async () => {
  const result = await hook('ready', { ...PATH_EVENT, ORCHESTRATOR_URL: 'http://127.0.0.1:1' });
  expect(failureOf(result)).toMatch(/^cannot reach http:\/\/127\.0\.0\.1:1\/v1[^\n]*connect.*server$/);
  expect(linesOf(result).at(-1)?.hook.curlExitCode).toBe(7);
});

test.each([
  ['curl', ['tr', 'cut', 'od', 'awk']],
  ['curl', []],
  ['od', ['tr', 'cut', 'curl', 'awk']],
  ['awk', ['curl', 'od']],
])('fails when %s is not installed, with only %j', async (missing, tools) => {
  const bin = await mkdtemp(join(tmpdir(), 'dubstep-bin-'));
  try {
    for (const tool of tools) {
      await symlink((await execa('sh', ['-c', `command -v ${tool}`])).stdout, join(bin, tool));
    }
    expect(failureOf(await hook('ready', { ...PATH_EVENT, PATH: bin }))).toBe(`${missing} is not installed`);
  } finally {
    await rm(bin, { recursive: true });
  }
});

test('ignores .curlrc, and does not expand braces in the URL', async () => {
  const home = await mkdtemp(join(tmpdir(), 'dubstep-home-'));
  try {
    await writeFile(join(home, '.curlrc'), 'header = "X-Odd: yes"\n');
    await hook('ready', { ...PATH_EVENT, HOME: home, ORCHESTRATOR_URL: `${url}/{a,b}` });
    expect(requests.map((request) => request.url)).toEqual(['/{a,b}/v1/mediamtx/events/ready']);
    expect(requests[0]?.headers['x-odd']).toBeUndefined();
  } finally {
    await rm(home, { recursive: true });
  }
});

test('ignores a proxy in the environment', async () => {
  const { exitCode } = await hook('ready', { ...PATH_EVENT, http_proxy: 'http://127.0.0.1:1' });
  expect(exitCode).toBe(0);
});

test.each<[string, string, Record<string, string>, string]>([
  ['no event', '', PATH_EVENT, 'expected ready, not-ready'],
  ['an unknown event', 'steady', PATH_EVENT, 'expected ready, not-ready'],
  ['no path', 'ready', { ...PATH_EVENT, MTX_PATH: '' }, 'MTX_PATH is not set'],
  ['no source type', 'ready', { ...PATH_EVENT, MTX_SOURCE_TYPE: '' }, 'MTX_SOURCE_TYPE is not set'],
  ['no file', 'segment-create', PATH_EVENT, 'MTX_SEGMENT_PATH is not set'],
  ['no URL', 'ready', { ...PATH_EVENT, ORCHESTRATOR_URL: '' }, 'ORCHESTRATOR_URL is not set'],
  [
    'a URL of another scheme',
    'ready',
    { ...PATH_EVENT, ORCHESTRATOR_URL: 'file:///tmp' },
    'found file:///tmp',
  ],
  [
    'a URL with a line break',
    'ready',
    { ...PATH_EVENT, ORCHESTRATOR_URL: 'http://a\n"b' },
    'ORCHESTRATOR_URL must contain only printable ASCII',
  ],
  [
    'a secret with a line break',
    'ready',
    { ...PATH_EVENT, MTX_HOOK_SECRET: 'a\nb' },
    'MTX_HOOK_SECRET must contain only printable ASCII',
  ],
])('sends nothing and prints the reason for %s', async (_, event, environment, reason) => {
  expect(failureOf(await hook(event, environment))).toContain(reason);
  expect(requests).toEqual([]);
});
