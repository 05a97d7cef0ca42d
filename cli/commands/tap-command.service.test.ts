import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { afterEach, expect, test } from 'vitest';
import { listeningAddresses } from '../../lib/testing/listening-addresses.ts';
import { type Started, startCli } from '../testing/run-inline-cli.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A Socket.IO server that answers each fragment. */
async function startSts(): Promise<string> {
  const http = createServer();
  const server = new Server(http);
  cleanups.push(() => server.close());
  server.on('connection', (socket) => {
    socket.on('fragment:data', ({ fragment_id, stream_id, sequence_number, audio }) => {
      socket.emit('fragment:processed', { fragment_id, stream_id, sequence_number, dubbed_audio: audio });
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

/** Starts `dubstep tap`. @returns the process and its URL */
async function startTap(...args: readonly string[]): Promise<{ tap: Started; url: string }> {
  const tap = startCli(['tap', '--listen', '127.0.0.1:0', ...args], tmpdir());
  cleanups.push(() => tap.process.kill('SIGKILL'));
  let printed = '';
  while (!printed.includes('Ctrl-C')) {
    const [text] = await once(tap.process.stderr as NodeJS.ReadableStream, 'data');
    printed += text;
  }
  return { tap, url: /http:\S+/.exec(printed)?.[0] ?? printed };
}

async function connect(url: string): Promise<Socket> {
  const worker = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
  cleanups.push(() => worker.disconnect());
  await new Promise((resolve) => worker.once('connect', () => resolve(undefined)));
  return worker;
}

async function dub(worker: Socket): Promise<void> {
  const audio = { format: 'm4a', data_base64: Buffer.from('twelve bytes').toString('base64') };
  const processed = new Promise((resolve) => worker.once('fragment:processed', resolve));
  worker.emit('fragment:data', { fragment_id: 'f0', stream_id: 'my-stream', sequence_number: 0, audio });
  await processed;
}

test('prints a line per event with direction, name, stream, sequence number and sizes, and ends on Ctrl-C', async () => {
  const { tap, url } = await startTap('--target', await startSts());
  expect(await listeningAddresses(tap.process.pid ?? 0)).toEqual(['127.0.0.1']);
  await dub(await connect(url));
  await tap.waitFor('fragment:processed');
  tap.process.kill('SIGINT');
  const { code, stdout } = await tap.ended;
  expect(code).toBe(0);
  const lines = stdout.split('\n').map((line) => line.replace(/^\S+ {2}/, ''));
  expect(lines).toEqual([
    expect.stringMatching(/^link-opened {2}link: 1 {2}worker: 127\.0\.0\.1:\d+$/),
    '#1  →  connect               1 bytes',
    expect.stringMatching(/^#1 {2}← {2}connect {15}\d+ bytes$/),
    expect.stringMatching(/^#1 {2}→ {2}fragment:data {9}my-stream {2}seq 0 {2}audio 12 bytes {2}\d+ bytes$/),
    expect.stringMatching(
      /^#1 {2}← {2}fragment:processed {4}my-stream {2}seq 0 {2}audio 12 bytes {2}\d+ bytes$/,
    ),
    'link-closed  link: 1  how: ended by the tap',
    '',
  ]);
});

test('--json prints an object per line', async () => {
  const { tap, url } = await startTap('--json', '--target', await startSts());
  await dub(await connect(url));
  await tap.waitFor('fragment:processed');
  tap.process.kill('SIGTERM');
  const { code, stdout } = await tap.ended;
  expect(code).toBe(0);
  const records = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records.map(({ type, kind }) => `${type} ${kind}`)).toEqual([
    'notice link-opened',
    'event connect',
    'event connect',
    'event event',
    'event event',
    'notice link-closed',
  ]);
  expect(records[3]).toEqual({
    type: 'event',
    at: expect.stringMatching(/^\d{4}-.*Z$/),
    link: 1,
    session: 1,
    transport: 'websocket',
    namespace: '/',
    direction: 'worker-to-sts',
    kind: 'event',
    event: 'fragment:data',
    stream_id: 'my-stream',
    sequence_number: 0,
    audio_bytes: 12,
    bytes: expect.any(Number),
    args: [
      expect.objectContaining({
        audio: {
          format: 'm4a',
          data_base64: expect.stringMatching(/^\(16 characters, sha256 [0-9a-f]{64}\)$/),
        },
      }),
    ],
  });
});

test('applies the faults of its options', async () => {
  const { tap, url } = await startTap(
    ...['--delay', '50ms', '--jitter', '0.01s', '--bandwidth', '1000', '--cut-after', '300ms'],
    ...['--refuse-after', '0s', '--target', await startSts()],
  );
  await tap.waitFor('refusing');
  tap.process.kill('SIGINT');
  expect((await tap.ended).stdout).toContain(
    '"delayMs":50,"jitterMs":10,"bytesPerSecond":1000000,"halfOpen":false',
  );
  await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});

test.each([
  ['--cut-after', 'cut  links: [1]'],
  ['--half-open-after', '"halfOpen":true}  link: 1'],
])('%s applies at the age of each connection', async (option, line) => {
  const { tap, url } = await startTap(option, '100ms', '--target', await startSts());
  // Only a TCP connection: a handshake may take longer than 100 ms.
  const { hostname, port } = new URL(url);
  const socket = connectTcp(Number(port), hostname).on('error', () => socket.destroy());
  cleanups.push(() => socket.destroy());
  await tap.waitFor(line);
});
