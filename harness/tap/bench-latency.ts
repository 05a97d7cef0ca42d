/**
 * What the tap adds to the time that a fragment is under way, each way. `pnpm bench:tap` measures it: worker, STS
 * service and tap are processes of their own, as in a run, and in each round one fragment goes over a direct
 * connection, one through a relay that forwards bytes and does nothing else, and one through the tap, so that all see
 * the same machine.
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
/** Sooner than any service that processes speech answers. */
const ANSWER_AFTER_MS = 20;
/** Between rounds: fragments come one at a time, not in a row. */
const PAUSE_MS = 10;
/** AAC at 128 kbit/s: windows of 2 s and 6 s; and a message as large as the protocol's audio may be. */
const AUDIO_BYTES = [32_000, 96_000, 10_000_000];

/** The ways that a fragment takes. */
const LINES = ['direct', 'relay', 'tap'] as const;
type Line = (typeof LINES)[number];

/** How long fragments were under way. */
interface Journeys {
  readonly upMs: number[];
  readonly downMs: number[];
}

interface Comparison {
  readonly audioBytes: number;
  readonly lines: Readonly<Record<Line, Journeys>>;
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
  // How long nothing at all is forwarded.
  const standstill = monitorEventLoopDelay({ resolution: 1 });
  standstill.enable();
  worker.on('message', (comparison) => {
    tell(comparison as Comparison);
    const [p99, most] = [standstill.percentile(99), standstill.max].map((ns) => ms(ns / 1e6));
    console.log(`       meanwhile the tap stood still for p99 ${p99}, at most ${most}`);
    standstill.reset();
  });
  await once(worker, 'exit');
  const completeness = observer.completeness();
  if (!completeness.complete) console.log(`the tap did not see all: ${completeness.reasons.join('; ')}`);
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
    const lines: Record<Line, Journeys> = { direct: noJourneys(), relay: noJourneys(), tap: noJourneys() };
    const rounds = audioBytes > 1_000_000 ? ROUNDS / 5 : ROUNDS;
    for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
      // In turns, so that none always comes after another.
      for (let turn = 0; turn < LINES.length; turn++) {
        const index = (round + WARM_UP_ROUNDS + turn) % LINES.length;
        const [line, socket] = [LINES[index], sockets[index]];
        if (line === undefined || socket === undefined) throw new Error('an address is needed for each line');
        await travel(socket, payload, round < 0 ? noJourneys() : lines[line]);
        await pause(PAUSE_MS);
      }
    }
    process.send?.({ audioBytes, lines } satisfies Comparison);
  }
  for (const socket of sockets) socket.disconnect();
  process.disconnect();
}

function noJourneys(): Journeys {
  return { upMs: [], downMs: [] };
}

async function connect(url: string): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], forceNew: true });
  await new Promise((resolve) => socket.once('connect', () => resolve(undefined)));
  return socket;
}

async function travel(socket: Socket, payload: object, { upMs, downMs }: Journeys): Promise<void> {
  const answer = new Promise<{ readonly arrivedAtMs: number; readonly leftAtMs: number }>((resolve) => {
    socket.once('fragment:processed', resolve);
  });
  const startedAtMs = sharedNowMs();
  socket.emit('fragment:data', payload);
  const { arrivedAtMs, leftAtMs } = await answer;
  upMs.push(arrivedAtMs - startedAtMs);
  downMs.push(sharedNowMs() - leftAtMs);
}

/** A clock that all processes of a machine share. */
function sharedNowMs(): number {
  return performance.timeOrigin + performance.now();
}

function tell({ audioBytes, lines }: Comparison): void {
  for (const way of ['upMs', 'downMs'] as const) {
    const [direct, relay, tap] = LINES.map((line) => quantiles(lines[line][way]));
    if (direct === undefined || relay === undefined || tap === undefined) return;
    console.log(
      [
        `${String(audioBytes / 1000).padStart(6)} kB of audio,`,
        `${way === 'upMs' ? 'worker to STS' : 'STS to worker'}, n ${lines.direct[way].length}:`,
        `direct p50 ${ms(direct.p50)} p95 ${ms(direct.p95)};`,
        `added by a relay p50 ${ms(relay.p50 - direct.p50)} p95 ${ms(relay.p95 - direct.p95)},`,
        `by the tap p50 ${ms(tap.p50 - direct.p50)} p95 ${ms(tap.p95 - direct.p95)}`,
      ].join(' '),
    );
  }
}

/** By the nearest rank. */
function quantiles(values: readonly number[]): { readonly p50: number; readonly p95: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}
