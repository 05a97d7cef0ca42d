import { readdirSync, readFileSync } from 'node:fs';

/**
 * Finds the ffmpeg with which the run publishes its clip: a child of this process that reads in real time. Reads
 * synchronously: on a busy machine the clip would be over before many reads in turn were.
 *
 * @throws {Error} when none runs
 */
export function findPublisher(): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (!read(`/proc/${pid}/status`).includes(`\nPPid:\t${process.pid}\n`)) continue;
    const words = read(`/proc/${pid}/cmdline`).split('\0');
    if (words.includes('-re') && words.includes('-progress')) return Number(pid);
  }
  throw new Error('the publisher does not run');
}

/** Processes can end while they are listed. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
