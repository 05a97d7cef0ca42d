import { readdir, readFile } from 'node:fs/promises';

/**
 * Finds the ffmpeg with which the run publishes its clip: a child of this process that reads in real time.
 *
 * @throws {Error} when none runs
 */
export async function findPublisher(): Promise<number> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    // Processes can end while they are listed.
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    if (!status.includes(`\nPPid:\t${process.pid}\n`)) continue;
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (words.includes('-re') && words.includes('-progress')) return Number(pid);
  }
  throw new Error('the publisher does not run');
}
