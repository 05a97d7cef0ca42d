import { randomBytes } from 'node:crypto';
import { mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { safeFileName } from './file-name.ts';

/** Where a run keeps everything that is known about it. */
export interface RunFolder {
  readonly id: string;
  /** Absolute. */
  readonly path: string;
}

/**
 * Makes the folder of a new run and lets `last` point to it. Runs that start at the same time get different
 * folders; `last` names one of them.
 *
 * @param runsFolder absolute path; made when it is not there
 * @param startedAt becomes part of the id, in UTC, so that ids sort by time
 */
export async function createRunFolder(
  runsFolder: string,
  scenarioId: string,
  startedAt: Date,
): Promise<RunFolder> {
  await mkdir(runsFolder, { recursive: true });
  const name = `${timestamp(startedAt)}-${safeFileName(scenarioId)}`;
  const id = await makeFreeFolder(runsFolder, name);
  await pointLastTo(runsFolder, id);
  return { id, path: join(runsFolder, id) };
}

async function makeFreeFolder(parent: string, name: string): Promise<string> {
  for (;;) {
    const id = `${name}-${randomBytes(2).toString('hex')}`;
    try {
      await mkdir(join(parent, id));
      return id;
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!taken) throw error;
    }
  }
}

/** `20261122-125900` */
function timestamp(date: Date): string {
  return date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

/** A link cannot be changed, only replaced: in one move, so that it is never missing. */
async function pointLastTo(runsFolder: string, id: string): Promise<void> {
  const fresh = join(runsFolder, `.last-${id}`);
  await symlink(id, fresh);
  await rename(fresh, join(runsFolder, 'last'));
}
