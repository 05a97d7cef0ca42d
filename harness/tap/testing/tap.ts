import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server as NetServer, type Socket } from 'node:net';
import { Server, type ServerOptions } from 'socket.io';
import { type Socket as ClientSocket, io, type ManagerOptions, type SocketOptions } from 'socket.io-client';
import { afterEach } from 'vitest';
import { Tap, type TapOptions } from '../tap.ts';
import type { TapEvent, TapNotice } from '../tap-event.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Registers a cleanup that runs after the test, in reverse order of registration. */
export function atEnd(cleanup: () => unknown): void {
  cleanups.push(cleanup);
}

/** Listens on a free port. @returns the address as a URL */
export async function listenAnywhere(server: NetServer): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A real Socket.IO server that returns the arguments of `echo`, as an event or as an ack. */
export async function startServer(options: Partial<ServerOptions> = {}) {
  const http = createHttpServer();
  const server = new Server(http, { maxHttpBufferSize: 50 * 1024 * 1024, ...options });
  atEnd(() => server.close());
  const url = await listenAnywhere(http);
  server.on('connection', (socket) => {
    socket.on('echo', (...args: unknown[]) => {
      const acknowledge = args.at(-1);
      if (typeof acknowledge === 'function') acknowledge(...args.slice(0, -1));
      else socket.emit('echoed', ...args);
    });
  });
  return { server, http, url };
}

/** A tap in front of `target`, and everything that it has reported. */
export async function startTap(target: string, options: Partial<TapOptions> = {}) {
  const tap = await Tap.start({ listen: { host: '127.0.0.1', port: 0 }, target, ...options });
  atEnd(() => tap.stop());
  const events: TapEvent[] = [];
  const notices: TapNotice[] = [];
  tap.onEvent((event) => events.push(event));
  tap.onNotice((notice) => notices.push(notice));
  /** Resolves with the first notice of that kind, past or future. */
  const notice = async <Kind extends TapNotice['kind']>(kind: Kind) => {
    const matches = (candidate: TapNotice): candidate is Extract<TapNotice, { kind: Kind }> =>
      candidate.kind === kind;
    const past = notices.find(matches);
    if (past !== undefined) return past;
    return await new Promise<Extract<TapNotice, { kind: Kind }>>((resolve) => {
      tap.onNotice((future) => matches(future) && resolve(future));
    });
  };
  return { tap, events, notices, notice };
}

/** A real Socket.IO client, connected. */
export async function connectClient(
  url: string,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<ClientSocket> {
  const client = io(url, { transports: ['websocket'], forceNew: true, reconnectionDelay: 50, ...options });
  atEnd(() => client.disconnect());
  await new Promise<void>((resolve, reject) => {
    client.once('connect', resolve);
    client.once('connect_error', reject);
  });
  return client;
}

/** The bytes of one connection through a {@link startRecorder}. */
export interface Recorded {
  readonly up: Buffer[];
  readonly down: Buffer[];
}

/** A plain forwarder that keeps every byte, for either side of a tap. */
export async function startRecorder(target: string) {
  const { port } = new URL(target);
  const connections: Recorded[] = [];
  const server = createServer((near: Socket) => {
    const recorded: Recorded = { up: [], down: [] };
    connections.push(recorded);
    const far = connect(Number(port), '127.0.0.1');
    near.on('data', (chunk) => recorded.up.push(chunk)).pipe(far);
    far.on('data', (chunk) => recorded.down.push(chunk)).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      atEnd(() => one.destroy());
    }
  });
  const url = await listenAnywhere(server);
  atEnd(() => server.close());
  return { url, connections };
}

/** The direction, name and arguments of each event, without acks and other packets. */
export function summariseEvents(events: readonly TapEvent[]) {
  return events
    .filter(({ kind }) => kind === 'event')
    .map(({ direction, event, args }) => [direction === 'worker-to-sts' ? '→' : '←', event, ...args]);
}
