/**
 * Measures the latency that the tap adds to a fragment in each direction: `pnpm bench:tap`. Worker, STS service, relay
 * and tap are separate processes. In each round one fragment takes a direct connection, one a relay that only forwards
 * bytes, and one the tap, so that all of them run under the same load.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Server as NetServer,
} from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { MAX_MESSAGE_BYTES } from '../../services/contracts/fragment.ts';
import { Tap, TapObserver } from './index.ts';

const ROUNDS = 200;
const WARM_UP_ROUNDS = 20;
/** Shorter than the processing time of any speech service. */
const ANSWER_AFTER_MS = 20;
/** Between rounds, so that fragments do not queue. */
const PAUSE_MS = 10;
/** Segments of 2 s and 6 s in AAC at 128 kbit/s, and the largest audio that the protocol allows. */
const AUDIO_BYTES = [32_000, 96_000, 10_000_000];

/** The routes of a fragment. */
const ROUTES = ['direct', 'relay', 'tap'] as const;
type Route = (typeof ROUTES)[number];

/** Latencies in each direction. */
interface Latencies {
  readonly upMs: number[];
  readonly downMs: number[];
}

interface Comparison {
  readonly audioBytes: number;
  readonly routes: Readonly<Record<Route, Latencies>>;
}

const [role, ...urls] = process.argv.slice(2);
if (role === 'sts') await serve();
else if (role === 'relay') await relay(urls[0] ?? '');
else if (role === 'worker') await work(urls);
else await measure();

async function measure(): Promise<void> {
  const sts = start('sts');
  const [target] = (await once(sts, 'message')) as [string];
  const relay = start('relay', target);
  const [relayUrl] = (await once(relay, 'message')) as [string];
  const tap = await Tap.start({ listen: { host: '127.0.0.1', port: 0 }, target });
  const observer = new TapObserver(tap, { keep: 10 });
  const worker = start('worker', target, relayUrl, tap.url);
  // Measures how long the event loop of the tap is blocked.
  const loopDelay = monitorEventLoopDelay({ resolution: 1 });
  loopDelay.enable();
  worker.on('message', (comparison) => {
    report(comparison as Comparison);
    const [p99, max] = [loopDelay.percentile(99), loopDelay.max].map((ns) => ms(ns / 1e6));
    console.log(`       event loop of the tap blocked for p99 ${p99}, max ${max}`);
    loopDelay.reset();
  });
  await once(worker, 'exit');
  const completeness = observer.completeness();
  if (!completeness.complete) console.log(`the tap missed events: ${completeness.reasons.join('; ')}`);
  observer.close();
  await tap.stop();
  relay.kill();
  sts.kill();
}

function start(...args: readonly string[]): ChildProcess {
  return fork(fileURLToPath(import.meta.url), args);
}

async function serve(): Promise<void> {
  const http = createServer();
  const server = new Server(http, { maxHttpBufferSize: MAX_MESSAGE_BYTES });
  server.on('connection', (socket) => {
    socket.on('fragment:data', async ({ audio }) => {
      const arrivedAtMs = sharedNowMs();
      await pause(ANSWER_AFTER_MS);
      socket.emit('fragment:processed', { dubbed_audio: audio, arrivedAtMs, leftAtMs: sharedNowMs() });
    });
  });
  await listen(http);
}

async function relay(target: string): Promise<void> {
  const { hostname, port } = new URL(target);
  const server = createTcpServer({ noDelay: true }, (near) => {
    const far = connectTcp({ host: hostname, port: Number(port), noDelay: true });
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  await listen(server);
}

async function listen(server: NetServer): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

async function work(addresses: readonly string[]): Promise<void> {
  const sockets = await Promise.all(addresses.map(connect));
  for (const audioBytes of AUDIO_BYTES) {
    const payload = { audio: { format: 'm4a', data_base64: randomBytes(audioBytes).toString('base64') } };
    const routes: Record<Route, Latencies> = {
      direct: noLatencies(),
      relay: noLatencies(),
      tap: noLatencies(),
    };
    const rounds = audioBytes > 1_000_000 ? ROUNDS / 5 : ROUNDS;
    for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
      // Rotates the order of the routes.
      for (let turn = 0; turn < ROUTES.length; turn++) {
        const index = (round + WARM_UP_ROUNDS + turn) % ROUTES.length;
        const [route, socket] = [ROUTES[index], sockets[index]];
        if (route === undefined || socket === undefined)
          throw new Error('expected one address for each route');
        await exchangeFragment(socket, payload, round < 0 ? noLatencies() : routes[route]);
        await pause(PAUSE_MS);
      }
    }
    process.send?.({ audioBytes, routes } satisfies Comparison);
  }
  for (const socket of sockets) socket.disconnect();
  process.disconnect();
}

function noLatencies(): Latencies {
  return { upMs: [], downMs: [] };
}

async function connect(url: string): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], forceNew: true });
  await new Promise((resolve) => socket.once('connect', () => resolve(undefined)));
  return socket;
}

async function exchangeFragment(socket: Socket, payload: object, { upMs, downMs }: Latencies): Promise<void> {
  const answer = new Promise<{ readonly arrivedAtMs: number; readonly leftAtMs: number }>((resolve) => {
    socket.once('fragment:processed', resolve);
  });
  const startedAtMs = sharedNowMs();
  socket.emit('fragment:data', payload);
  const { arrivedAtMs, leftAtMs } = await answer;
  upMs.push(arrivedAtMs - startedAtMs);
  downMs.push(sharedNowMs() - leftAtMs);
}

/** A clock that is common to all processes of this machine. */
function sharedNowMs(): number {
  return performance.timeOrigin + performance.now();
}

function report({ audioBytes, routes }: Comparison): void {
  for (const direction of ['upMs', 'downMs'] as const) {
    const [direct, relay, tap] = ROUTES.map((route) => quantiles(routes[route][direction]));
    if (direct === undefined || relay === undefined || tap === undefined) return;
    console.log(
      [
        `${String(audioBytes / 1000).padStart(6)} kB of audio,`,
        `${direction === 'upMs' ? 'worker to STS' : 'STS to worker'}, n ${routes.direct[direction].length}:`,
        `direct p50 ${ms(direct.p50)} p95 ${ms(direct.p95)};`,
        `added by a relay p50 ${ms(relay.p50 - direct.p50)} p95 ${ms(relay.p95 - direct.p95)},`,
        `by the tap p50 ${ms(tap.p50 - direct.p50)} p95 ${ms(tap.p95 - direct.p95)}`,
      ].join(' '),
    );
  }
}

/** Uses the nearest rank. */
function quantiles(values: readonly number[]): { readonly p50: number; readonly p95: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}
