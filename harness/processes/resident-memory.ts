import { readFile } from 'node:fs/promises';

/**
 * How much memory a process holds (VmRSS in `/proc/<pid>/status`, Linux), in bytes.
 *
 * @returns undefined when there is no such process, or none that can be looked at
 */
export async function residentMemory(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
