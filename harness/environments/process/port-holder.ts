import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** TCP_LISTEN in the kernel's `include/net/tcp_states.h`. */
const LISTENING = '0A';

/** Where Linux tells of processes and sockets. */
const PROC = '/proc';

/** A process that listens. */
export interface Listener {
  readonly pid: number;
  readonly commandLine: string;
}

/** A socket that listens, in the kernel's table. */
interface ListeningSocket {
  /** As the descriptors of its process name it. */
  readonly name: string;
  /** Of the user that it belongs to. */
  readonly uid: string;
}

/**
 * Who listens on a TCP port of this machine (Linux).
 *
 * @returns `undefined` when it cannot be seen: not Linux, somebody else's process, or nobody
 */
export async function listenerOn(port: number): Promise<Listener | undefined> {
  return await ownerOf(await listeningSockets(port, PROC), PROC);
}

/**
 * {@link listenerOn} in words: `pid 1234 (node server.js)`. Of what this user cannot look at, whose it is and how to
 * see it.
 *
 * @param proc another folder than the kernel's, for tests
 */
export async function portHolder(port: number, proc = PROC): Promise<string | undefined> {
  const sockets = await listeningSockets(port, proc);
  const listener = await ownerOf(sockets, proc);
  if (listener !== undefined) {
    const { pid, commandLine } = listener;
    const ofContainer = commandLine.includes('docker-proxy')
      ? `, for a container: docker ps --filter publish=${port}`
      : '';
    return `pid ${pid} (${commandLine})${ofContainer}`;
  }
  const [hidden] = sockets;
  return (
    hidden && `a process of another user (id ${hidden.uid}): sudo ss -ltnp 'sport = :${port}' tells which`
  );
}

async function listeningSockets(port: number, proc: string): Promise<ListeningSocket[]> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((table) => readFile(join(proc, 'net', table), 'utf8').catch(() => '')),
  );
  const rows = tables.flatMap((table) => table.split('\n').slice(1));
  return rows.flatMap((row) => {
    const [, local, , state, , , , uid = '', , inode] = row.trim().split(/\s+/);
    const listens = local?.endsWith(suffix) === true && state === LISTENING;
    return listens ? [{ name: `socket:[${inode}]`, uid }] : [];
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
  // Processes come and go while they are listed, and other users' are closed to us.
  const descriptors = await readdir(join(process, 'fd')).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(join(process, 'fd', descriptor)).catch(() => '');
    if (names.has(target)) return true;
  }
  return false;
}
