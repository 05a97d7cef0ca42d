import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forEachProtocol, PUBLISH_PROTOCOL_NAMES } from '../../media/index.ts';
import { EnvironmentError } from '../environment-error.ts';
import { portHolder } from './port-holder.ts';
import { takeLock } from './port-lock.ts';

/** What needs a port. */
export const PORT_NAMES = [...PUBLISH_PROTOCOL_NAMES, 'mediamtxApi', 'mediaService', 'sts'] as const;
export type PortName = (typeof PORT_NAMES)[number];
export type Ports = Readonly<Record<PortName, number>>;

/** The ports of the manual (design §1). */
export const DOCUMENTED_PORTS: Ports = {
  ...forEachProtocol((_, { documentedPort }) => documentedPort),
  mediamtxApi: 8889,
  mediaService: 8080,
  sts: 3000,
};

/** Below Linux's ephemeral range (32768 on), so that no outgoing connection takes one between now and its use. */
const FIRST_PORT = 20_000;
const PORT_COUNT = 12_000;
const MOST_TRIES = 200;
const HOST = '127.0.0.1';
const LOCKS = join(tmpdir(), 'dubstep-ports');

/** Not Linux, or one that has ended meanwhile. */
const NOBODY_SEEN = 'a process that cannot be seen from here';

/** Ports that are this run's until they are released. */
export interface ReservedPorts {
  readonly ports: Ports;
  release(): Promise<void>;
}

/**
 * Takes a free port for each name. A lock file keeps it from a run that starts in the same moment.
 *
 * @throws {EnvironmentError} PORT_TAKEN
 */
export async function reserveFreePorts(): Promise<ReservedPorts> {
  const locks: string[] = [];
  const release = async (): Promise<void> => {
    await Promise.all(locks.map((lock) => rm(lock, { force: true })));
  };
  try {
    await mkdir(LOCKS, { recursive: true });
    const ports: [PortName, number][] = [];
    for (const name of PORT_NAMES) {
      const { port, lock } = await reserveOne();
      locks.push(lock);
      ports.push([name, port]);
    }
    return { ports: Object.fromEntries(ports) as Record<PortName, number>, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/**
 * Takes the documented ports.
 *
 * @throws {EnvironmentError} PORT_TAKEN, naming each port that is not free and who holds it
 */
export async function reserveDocumentedPorts(): Promise<ReservedPorts> {
  const taken: string[] = [];
  for (const [name, port] of Object.entries(DOCUMENTED_PORTS)) {
    if (await isFree(port)) continue;
    taken.push(`${port} (${name}) is held by ${(await portHolder(port)) ?? NOBODY_SEEN}`);
  }
  if (taken.length > 0) {
    throw new EnvironmentError(
      'PORT_TAKEN',
      `the documented ports are not free: ${taken.join('; ')}. End what holds them, or run with --ports auto.`,
    );
  }
  return { ports: DOCUMENTED_PORTS, release: async () => undefined };
}

async function reserveOne(): Promise<{ port: number; lock: string }> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT);
    const lock = join(LOCKS, String(port));
    if (!(await takeLock(lock))) continue;
    if (await isFree(port)) return { port, lock };
    await rm(lock, { force: true });
  }
  throw new EnvironmentError(
    'PORT_TAKEN',
    `no free port found on ${HOST} in ${MOST_TRIES} tries between ${FIRST_PORT} and ${FIRST_PORT + PORT_COUNT}`,
  );
}

/** Whether nobody listens on a port of loopback. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
