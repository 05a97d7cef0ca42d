import { readdir, readFile, readlink } from 'node:fs/promises';
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
export async function findListener(port: number): Promise<Listener | undefined> {
  return await ownerOf(await listeningSockets([port], PROC), PROC);
}

/**
 * Finds on which of these TCP ports a process of this machine listens (Linux).
 *
 * @returns an entry for each such port; without a listener when it belongs to another user
 */
export async function findListeners(
  ports: readonly number[],
): Promise<ReadonlyMap<number, { readonly listener?: Listener }>> {
  const sockets = Map.groupBy(await listeningSockets(ports, PROC), ({ port }) => port);
  const found = Array.from(sockets, async ([port, ofPort]) => {
    const listener = await ownerOf(ofPort, PROC);
    return [port, listener === undefined ? {} : { listener }] as const;
  });
  return new Map(await Promise.all(found));
}

/**
 * Describes the process that listens on a port: `pid 1234 (node server.js)`. For a process of another user: the user id and
 * the command that shows the process.
 *
 * @param proc the proc file system; replaced in tests
 */
export async function describePortHolder(port: number, proc = PROC): Promise<string | undefined> {
  const sockets = await listeningSockets([port], proc);
  const listener = await ownerOf(sockets, proc);
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

async function listeningSockets(ports: readonly number[], proc: string): Promise<ListeningSocket[]> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((table) => readFile(join(proc, 'net', table), 'utf8').catch(() => '')),
  );
  const rows = tables.flatMap((table) => table.split('\n').slice(1));
  return rows.flatMap((row) => {
    const [, local, , state, , , , uid = '', , inode] = row.trim().split(/\s+/);
    const port = Number.parseInt(local?.split(':')[1] ?? '', 16);
    return ports.includes(port) && state === LISTENING ? [{ port, name: `socket:[${inode}]`, uid }] : [];
  });
}

async function ownerOf(sockets: readonly ListeningSocket[], proc: string): Promise<Listener | undefined> {
  if (sockets.length === 0) return undefined;
  const names = new Set(sockets.map(({ name }) => name));
  for (const pid of (await readdir(proc)).filter((name) => /^\d+$/.test(name))) {
    if (!(await holdsOneOf(join(proc, pid), names))) continue;
    const commandLine = await readFile(join(proc, pid, 'cmdline'), 'utf8').catch(() => '');
    return { pid: Number(pid), commandLine: commandLine.replaceAll('\0', ' ').trim().slice(0, 120) };
  }
  return undefined;
}

async function holdsOneOf(process: string, names: ReadonlySet<string>): Promise<boolean> {
  // Processes can end while they are listed, and those of other users cannot be read.
  const descriptors = await readdir(join(process, 'fd')).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(join(process, 'fd', descriptor)).catch(() => '');
    if (names.has(target)) return true;
  }
  return false;
}
