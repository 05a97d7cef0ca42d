import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** TCP_LISTEN in `include/net/tcp_states.h` of Linux. */
const LISTENING = '0A';

/** The proc file system. */
const PROC = '/proc';

/** A listening process. */
export interface Listener {
  readonly pid: number;
  readonly commandLine: string;
}

/** A listening socket in the table of the kernel. */
interface ListeningSocket {
  readonly port: number;
  /** Name in the file descriptors of its process. */
  readonly name: string;
  /** User id of its owner. */
  readonly uid: string;
}

/**
 * Finds the process that listens on a TCP port of this machine (Linux).
 *
 * @returns `undefined` when there is none, when it belongs to another user, and on other systems
 */
export function findListener(port: number): Listener | undefined {
  return findListeners([port]).get(port)?.listener;
}

/**
 * Finds on which of these TCP ports a process of this machine listens (Linux).
 *
 * @returns an entry for each such port; without a listener when it belongs to another user
 */
export function findListeners(
  ports: readonly number[],
): ReadonlyMap<number, { readonly listener?: Listener }> {
  const sockets = listeningSockets(ports, PROC);
  const owners = ownersOf(sockets, PROC);
  const found = new Map<number, { readonly listener?: Listener }>();
  for (const { port, name } of sockets) {
    const listener = owners.get(name) ?? found.get(port)?.listener;
    found.set(port, listener === undefined ? {} : { listener });
  }
  return found;
}

/**
 * Describes the process that listens on a port: `pid 1234 (node server.js)`. For a process of another user: the user id and
 * the command that shows the process.
 *
 * @param proc the proc file system; replaced in tests
 */
export function describePortHolder(port: number, proc = PROC): string | undefined {
  const sockets = listeningSockets([port], proc);
  const [listener] = ownersOf(sockets, proc).values();
  if (listener !== undefined) {
    const { pid, commandLine } = listener;
    const container = commandLine.includes('docker-proxy')
      ? `, for a container: docker ps --filter publish=${port}`
      : '';
    return `pid ${pid} (${commandLine})${container}`;
  }
  const [hidden] = sockets;
  return hidden && `a process of another user (id ${hidden.uid}): run sudo ss -ltnp 'sport = :${port}'`;
}

function listeningSockets(ports: readonly number[], proc: string): ListeningSocket[] {
  const tables = ['tcp', 'tcp6'].map((table) => readText(join(proc, 'net', table)));
  const rows = tables.flatMap((table) => table.split('\n').slice(1));
  return rows.flatMap((row) => {
    const [, local, , state, , , , uid = '', , inode] = row.trim().split(/\s+/);
    const port = Number.parseInt(local?.split(':')[1] ?? '', 16);
    return ports.includes(port) && state === LISTENING ? [{ port, name: `socket:[${inode}]`, uid }] : [];
  });
}

/** The process that holds each socket, by the name of the socket. */
function ownersOf(sockets: readonly ListeningSocket[], proc: string): ReadonlyMap<string, Listener> {
  const owners = new Map<string, Listener>();
  const missing = new Set(sockets.map(({ name }) => name));
  if (missing.size === 0) return owners;
  for (const pid of list(proc).filter((name) => /^\d+$/.test(name))) {
    for (const socket of socketsOf(join(proc, pid, 'fd'), missing)) {
      missing.delete(socket);
      const commandLine = readText(join(proc, pid, 'cmdline'))
        .replaceAll('\0', ' ')
        .trim()
        .slice(0, 120);
      owners.set(socket, { pid: Number(pid), commandLine });
    }
    if (missing.size === 0) break;
  }
  return owners;
}

function socketsOf(descriptors: string, among: ReadonlySet<string>): string[] {
  const targets = list(descriptors).map((name) => target(join(descriptors, name)));
  return targets.filter((name) => among.has(name));
}

// Synchronous: the kernel makes these files in memory, and there are thousands of them. Processes can end while they are
// listed, and those of other users cannot be read.

function readText(file: string): string {
  return attempt(() => readFileSync(file, 'utf8')) ?? '';
}

function list(folder: string): string[] {
  return attempt(() => readdirSync(folder)) ?? [];
}

function target(link: string): string {
  return attempt(() => readlinkSync(link)) ?? '';
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
