import { readdir, readFile, readlink } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { execa } from 'execa';

/** State of an open socket in the tables of proc(5): listening TCP, or UDP without a peer. */
const OPEN = { tcp: '0A', tcp6: '0A', udp: '07', udp6: '07' };

/** The addresses on which a process listens for TCP and UDP: `127.0.0.1`, or `0.0.0.0` and `::` for all interfaces. */
export async function listeningAddresses(pid: number): Promise<string[]> {
  const inodes = await socketInodes(pid);
  const tables = Object.entries(OPEN).map(async ([table, open]) => {
    const rows = (await readFile(`/proc/${pid}/net/${table}`, 'utf8')).split('\n').slice(1);
    return rows.flatMap((row) => {
      const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/);
      if (state !== open || !inodes.has(inode)) return [];
      return [addressOf(local.split(':')[0] ?? '')];
    });
  });
  return (await Promise.all(tables)).flat();
}

async function socketInodes(pid: number): Promise<ReadonlySet<string>> {
  const files = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

/** Converts an address of the kernel: hexadecimal words, each in the byte order of the machine. */
function addressOf(hex: string): string {
  const bytes = [...Buffer.from(hex, 'hex').swap32()];
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.every((byte) => byte === 0)) return '::';
  return bytes.every((byte, at) => byte === (at === 15 ? 1 : 0)) ? '::1' : hex;
}

/**
 * Starts a service and returns the addresses on which it listens, once its log reports `listening`.
 *
 * @param main entry point of the service
 * @throws {Error} when it ends without listening
 */
export async function addressesOfService(
  main: string,
  env: Readonly<Record<string, string>>,
): Promise<string[]> {
  const child = execa(process.execPath, [main], { env, reject: false, buffer: false });
  try {
    for await (const line of createInterface(child.stdout)) {
      if (line.includes('"listening"')) return await listeningAddresses(child.pid ?? 0);
    }
    throw new Error(`${main} ended without listening.`);
  } finally {
    child.kill();
    await child;
  }
}
