import { open, readFile, rm } from 'node:fs/promises';
import { isAlive } from '../../processes/index.ts';

/**
 * Takes a lock for as long as this process lives, or until its file is removed.
 *
 * @returns false when another has it. One that was left by a process that is gone is removed: the next try may have it
 */
export async function takeLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const owner = Number(await readFile(path, 'utf8').catch(() => ''));
  if (owner > 0 && !isAlive(owner)) await rm(path, { force: true });
  return false;
}
