import { randomBytes } from 'node:crypto';
import { mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { safeFileName } from './file-name.ts';

/** The folder with the event log, evidence, attachments and reports of one run. */
export interface RunFolder {
  readonly id: string;
  /** Absolute. */
  readonly path: string;
}

/**
 * Creates the folder of a new run and points the link `last` to it. Concurrent runs get different folders; `last`
 * points to one of them.
 *
 * @param runsFolder absolute path; created if missing
 * @param startedAt the id starts with it, in UTC, so that ids sort by time
 */
export async function createRunFolder(
  runsFolder: string,
  scenarioId: string,
  startedAt: Date,
): Promise<RunFolder> {
  await mkdir(runsFolder, { recursive: true });
  const name = `${timestamp(startedAt)}-${safeFileName(scenarioId)}`;
  const id = await createUniqueFolder(runsFolder, name);
  await pointLastTo(runsFolder, id);
  return { id, path: join(runsFolder, id) };
}

async function createUniqueFolder(parent: string, name: string): Promise<string> {
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

/** Replaces the link in one rename, so that it always exists. */
async function pointLastTo(runsFolder: string, id: string): Promise<void> {
  const fresh = join(runsFolder, `.last-${id}`);
  await symlink(id, fresh);
  await rename(fresh, join(runsFolder, 'last'));
}
