import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { forEachProtocol, PUBLISH_PROTOCOL_NAMES } from '../../media/index.ts';
import { EnvironmentError } from '../environment-error.ts';
import { describePortHolder } from './port-holder.ts';

/** Everything that needs a port. */
export const PORT_NAMES = [...PUBLISH_PROTOCOL_NAMES, 'mediamtxApi', 'mediaService', 'sts'] as const;
export type PortName = (typeof PORT_NAMES)[number];
export type Ports = Readonly<Record<PortName, number>>;

/** The ports in the documentation. */
export const DOCUMENTED_PORTS: Ports = {
  ...forEachProtocol((_, { documentedPort }) => documentedPort),
  mediamtxApi: 8889,
  mediaService: 8080,
  sts: 3000,
};

/** Below Linux's ephemeral range (from 32768), so that no outgoing connection takes a port before the service does. */
const FIRST_PORT = 20_000;
const PORT_COUNT = 12_000;
const MAX_ATTEMPTS = 200;
const HOST = '127.0.0.1';

/** Ports that are reserved for a run until they are released. */
export interface ReservedPorts {
  readonly ports: Ports;
  release(): Promise<void>;
}

/**
 * Reserves a free port for each name, also against runs of other users that start at the same time.
 *
 * @throws {EnvironmentError} PORT_TAKEN
 */
export async function reserveFreePorts(): Promise<ReservedPorts> {
  const holds: (() => Promise<void>)[] = [];
  const release = async (): Promise<void> => {
    await Promise.all(holds.map((end) => end()));
  };
  try {
    const ports: [PortName, number][] = [];
    for (const name of PORT_NAMES) {
      const { port, release: end } = await reserveOne();
      holds.push(end);
      ports.push([name, port]);
    }
    return { ports: Object.fromEntries(ports) as Record<PortName, number>, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/**
 * Reserves the documented ports.
 *
 * @throws {EnvironmentError} PORT_TAKEN, with each port in use and the process that holds it
 */
export async function reserveDocumentedPorts(): Promise<ReservedPorts> {
  const taken: string[] = [];
  for (const [name, port] of Object.entries(DOCUMENTED_PORTS)) {
    if (await isFree(port)) continue;
    // Unknown where there is no /proc, or when the process has ended in the meantime.
    const holder = describePortHolder(port) ?? 'an unknown process';
    taken.push(`${port} (${name}) is held by ${holder}`);
  }
  if (taken.length > 0) {
    throw new EnvironmentError(
      'PORT_TAKEN',
      `documented ports are in use: ${taken.join('; ')}. Stop the processes that hold them, or run with --ports auto.`,
    );
  }
  return { ports: DOCUMENTED_PORTS, release: async () => undefined };
}

async function reserveOne(): Promise<{ port: number; release: () => Promise<void> }> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT);
    const release = await holdPort(port);
    if (release === undefined) continue;
    if (await isFree(port)) return { port, release };
    await release();
  }
  throw new EnvironmentError(
    'PORT_TAKEN',
    `found no free port on ${HOST} between ${FIRST_PORT} and ${FIRST_PORT + PORT_COUNT} in ${MAX_ATTEMPTS} attempts`,
  );
}

/**
 * Holds a port number for this process, without using the port. The hold is an abstract Unix socket named after the port:
 * it is visible to all users of the network namespace, exactly like the port, and the kernel ends it with the process.
 * On systems without abstract sockets, ports are checked with {@link isFree} only.
 *
 * @returns a function that ends the hold; `undefined` when another process holds the port number
 */
export async function holdPort(port: number): Promise<(() => Promise<void>) | undefined> {
  if (process.platform !== 'linux') return async () => undefined;
  const server = createServer((socket) => socket.destroy());
  try {
    await listen(server, `\0dubstep-port-${port}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
  server.unref();
  return async () => await close(server);
}

/** Whether a port of loopback is free. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await listen(server, { port, host: HOST });
  } catch {
    return false;
  }
  await close(server);
  return true;
}

async function listen(server: Server, address: string | { port: number; host: string }): Promise<void> {
  server.listen(address);
  await once(server, 'listening');
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
