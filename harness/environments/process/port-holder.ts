import { readdir, readFile, readlink } from 'node:fs/promises';

/** TCP_LISTEN in the kernel's `include/net/tcp_states.h`. */
const LISTENING = '0A';

/** A process that listens. */
export interface Listener {
  readonly pid: number;
  readonly commandLine: string;
}

/**
 * Who listens on a TCP port of this machine, from `/proc` (Linux).
 *
 * @returns `undefined` when it cannot be seen: not Linux, somebody else's process, or nobody
 */
export async function listenerOn(port: number): Promise<Listener | undefined> {
  const inodes = await listeningInodes(port);
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (!(await holdsOneOf(pid, inodes))) continue;
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return { pid: Number(pid), commandLine: commandLine.replaceAll('\0', ' ').trim().slice(0, 120) };
  }
  return undefined;
}

/** {@link listenerOn} in words: `pid 1234 (node server.js)`. */
export async function portHolder(port: number): Promise<string | undefined> {
  const listener = await listenerOn(port);
  return listener === undefined ? undefined : `pid ${listener.pid} (${listener.commandLine})`;
}

async function listeningInodes(port: number): Promise<Set<string>> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '');
    for (const row of text.split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = row.trim().split(/\s+/);
      if (local?.endsWith(suffix) && state === LISTENING && inode !== undefined)
        inodes.add(`socket:[${inode}]`);
    }
  }
  return inodes;
}

async function holdsOneOf(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  // Processes come and go while they are listed, and other users' are closed to us.
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    if (inodes.has(target)) return true;
  }
  return false;
}
