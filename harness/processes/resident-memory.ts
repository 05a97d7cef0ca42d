import { readFile } from 'node:fs/promises';

/**
 * The resident memory of a process in bytes: VmRSS in `/proc/<pid>/status` (Linux).
 *
 * @returns undefined when the process does not exist or is not readable
 */
export async function residentMemory(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
