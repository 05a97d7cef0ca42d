import { readdir, readFile, readlink } from 'node:fs/promises';

/** State of a socket that listens, in the tables of proc(5). */
const LISTEN = '0A';

/**
 * The addresses at which a process listens on TCP, as the kernel has them: `127.0.0.1`, or `0.0.0.0` and `::` for
 * every interface.
 */
export async function listeningAddresses(pid: number): Promise<string[]> {
  const inodes = await socketInodes(pid);
  const [v4, v6] = await Promise.all(
    ['tcp', 'tcp6'].map((table) => readFile(`/proc/${pid}/net/${table}`, 'utf8')),
  );
  return `${v4}\n${v6}`.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    if (state !== LISTEN || !inodes.has(inode)) return [];
    return [addressOf(local.split(':')[0] ?? '')];
  });
}

async function socketInodes(pid: number): Promise<ReadonlySet<string>> {
  const files = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

/** The kernel writes an address as hexadecimal words, each in the byte order of the machine. */
function addressOf(hex: string): string {
  const bytes = [...Buffer.from(hex, 'hex').swap32()];
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.every((byte) => byte === 0)) return '::';
  return bytes.every((byte, at) => byte === (at === 15 ? 1 : 0)) ? '::1' : hex;
}
