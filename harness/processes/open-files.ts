import { readdir } from 'node:fs/promises';

/**
 * The number of files and sockets that a process has open: entries of `/proc/<pid>/fd` (Linux).
 *
 * @returns undefined when the process does not exist or is not readable
 */
export async function openFiles(pid: number): Promise<number | undefined> {
  return await readdir(`/proc/${pid}/fd`).then(
    (names) => names.length,
    () => undefined,
  );
}
