import { once } from 'node:events';
import { chmod, copyFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text as readText } from 'node:stream/consumers';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listeningAddresses } from '../../lib/testing/listening-addresses.ts';
import { hookScriptPath, type MediamtxPorts, mediamtxConfig } from './config.ts';
import { resolveMediamtx } from './resolve-binary.ts';

interface HookCall {
  readonly event: string;
  readonly body: Readonly<Record<string, string>>;
}

const HOOK_SECRET = 'hush';

/** Its name contains blanks and quotes, like paths of real machines. */
let folder: string;
let ports: MediamtxPorts;
let mediaService: Server;
let mediamtx: ReturnType<typeof start> | undefined;
const log: string[] = [];
const hookCalls: HookCall[] = [];
const authorizations = new Set<string | undefined>();
let onHookCall: () => void = () => undefined;

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function start(binary: string, config: string, orchestratorUrl: string) {
  const env = { ORCHESTRATOR_URL: orchestratorUrl, MTX_HOOK_SECRET: HOOK_SECRET };
  return execa(binary, [config], { env, cwd: folder, reject: false, buffer: false });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dubstep mediamtx it's "));
  ports = { rtmp: await freePort(), rtsp: await freePort(), api: await freePort() };
  mediaService = createServer(async (request, response) => {
    const body = JSON.parse(await readText(request));
    authorizations.add(request.headers.authorization);
    hookCalls.push({ event: request.url?.split('/').at(-1) ?? '', body });
    response.end('{}');
    onHookCall();
  }).listen(0, '127.0.0.1');
  await once(mediaService, 'listening');

  const config = join(folder, 'mediamtx.yml');
  const hook = join(folder, 'mtx-hook');
  await copyFile(hookScriptPath, hook);
  await writeFile(
    config,
    mediamtxConfig({ ports, recordFolder: join(folder, 'recordings'), hookScriptPath: hook }),
  );
  const { path } = await resolveMediamtx();
  const { port } = mediaService.address() as AddressInfo;
  mediamtx = start(path, config, `http://127.0.0.1:${port}`);
  const lines = createInterface(mediamtx.stdout);
  const ready = Promise.withResolvers<void>();
  lines.on('line', (line) => {
    log.push(line);
    if (log.filter((entry) => entry.includes('started with listener')).length === 3) ready.resolve();
  });
  lines.on('close', () => ready.reject(new Error(`MediaMTX ended before it was ready:\n${log.join('\n')}`)));
  await ready.promise;
});
afterAll(async () => {
  mediamtx?.kill('SIGTERM');
  await mediamtx;
  mediaService.close();
  await once(mediaService, 'close');
  await rm(folder, { recursive: true, force: true });
});

/** Publishes 4 s of video and audio in real time: a path becomes available only after 2 s of media. */
function publish(path: string) {
  const video = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=10:duration=4'];
  const audio = ['-f', 'lavfi', '-i', 'sine=duration=4'];
  const codecs = ['-c:v', 'libx264', '-g', '10', '-bf', '0', '-c:a', 'aac', '-ar', '44100'];
  const url = `rtmp://127.0.0.1:${ports.rtmp}/${path}`;
  const args = ['-v', 'error', '-re', ...video, ...audio, ...codecs, '-f', 'flv', url];
  return execa('ffmpeg', args, { reject: false });
}

async function hookCallsOf(path: string, count: number): Promise<HookCall[]> {
  const ofPath = (): HookCall[] => hookCalls.filter((call) => call.body.path === path);
  while (ofPath().length < count) await new Promise<void>((resolve) => (onHookCall = resolve));
  return ofPath();
}

const recordings = (path: string): Promise<string[]> => readdir(join(folder, 'recordings', path));

test('listens only on the configured addresses', async () => {
  const opened = log.map((line) => JSON.parse(line).message).filter((text) => text.includes('listener'));
  expect(opened.toSorted()).toEqual([
    `[API] started with listener on 127.0.0.1:${ports.api} (TCP/HTTP)`,
    `[RTMP] started with listener on 127.0.0.1:${ports.rtmp} (TCP/RTMP)`,
    `[RTSP] started with listeners on 127.0.0.1:${ports.rtsp} (TCP/RTSP)`,
  ]);
  expect(await listeningAddresses(mediamtx?.pid ?? 0)).toEqual(Array(3).fill('127.0.0.1'));
});

test('records an input and calls the hook at its start and end, with any query', async () => {
  const path = 'live/hostile_1/in';
  const { exitCode, stderr } = await publish(`${path}?a="b\\c`);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });

  const calls = await hookCallsOf(path, 4);
  const [file = ''] = await recordings(path);
  const segmentPath = join(folder, 'recordings', path, file);
  expect((await stat(segmentPath)).size).toBeGreaterThan(1000);
  const source = {
    path,
    query: encodeURIComponent('a="b\\c'),
    sourceType: 'rtmpConn',
    sourceId: expect.any(String),
  };
  expect(calls.slice(0, 2)).toEqual(
    expect.arrayContaining([
      { event: 'ready', body: source },
      { event: 'segment-create', body: { path, segmentPath } },
    ]),
  );
  expect(calls.slice(2)).toEqual(
    expect.arrayContaining([
      { event: 'not-ready', body: source },
      { event: 'segment-complete', body: { path, segmentPath } },
    ]),
  );
  expect([...authorizations], 'the secret from the environment of MediaMTX').toEqual([
    `Bearer ${HOOK_SECRET}`,
  ]);
});

test('records an output without calling a hook', async () => {
  const path = 'live/hostile_1/out';
  expect((await publish(path)).exitCode).toBe(0);
  expect(await recordings(path)).toHaveLength(1);
  expect(hookCalls.filter((call) => call.body.path === path)).toEqual([]);
});

test('refuses any other path', async () => {
  const { exitCode } = await publish('live/hostile_1/sideways');
  expect(exitCode).not.toBe(0);
  expect(log.some((line) => line.includes("path 'live/hostile_1/sideways' is not configured"))).toBe(true);
});

test('serves the control API on loopback', async () => {
  const response = await fetch(`http://127.0.0.1:${ports.api}/v3/paths/list`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ items: expect.any(Array) });
});

// The harness recognises this line.
test('logs that a hook cannot be started', async () => {
  const hook = join(folder, 'mtx-hook');
  await chmod(hook, 0o644);
  await publish('live/unhooked/in');
  const line = log.find((text) => text.includes('runOnAvailable command exited'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({
    level: 'INF',
    message: `[path live/unhooked/in] runOnAvailable command exited: fork/exec ${hook}: permission denied`,
  });
});
