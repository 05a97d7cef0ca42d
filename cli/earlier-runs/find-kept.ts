import { join } from 'node:path';
import {
  type EnvironmentDescription,
  readDescription,
} from '../../harness/environments/keeping/environment-description.ts';
import type { CliContext } from '../cli-context.ts';
import { UsageError } from '../usage.ts';
import { findRun, runIds } from './find-run.ts';

/** An environment that a run has left running. */
export interface FoundEnvironment {
  /** Of the run that has left it. */
  readonly runFolder: string;
  readonly description: EnvironmentDescription;
}

/**
 * The environment that a run has kept.
 *
 * @param run as {@link findRun} takes it; the newest one that has kept its environment by default
 * @throws {UsageError} when there is none
 */
export async function findKept(run: string | undefined, places: CliContext): Promise<FoundEnvironment> {
  if (run === undefined) {
    const newest = (await allKept(places)).at(-1);
    if (newest !== undefined) return newest;
    throw new UsageError(
      'no run has left its environment running: `--keep-env` does, and on a terminal a failure',
    );
  }
  const runFolder = findRun(run, places);
  const description = await readDescription(runFolder);
  if (description === undefined) {
    throw new UsageError(`run '${run}' has left no environment running, or it has been ended since`);
  }
  if (description.keptAt === undefined) {
    throw new UsageError(`run '${run}' is still under way, or was killed: its environment is not kept`);
  }
  return { runFolder, description };
}

/** All environments that were left running, oldest first. */
export async function allKept({ runsFolder }: Pick<CliContext, 'runsFolder'>): Promise<FoundEnvironment[]> {
  const folders = runIds(runsFolder).map((id) => join(runsFolder, id));
  const found = await Promise.all(
    folders.map(async (runFolder) => {
      const description = await readDescription(runFolder).catch(() => undefined);
      return description?.keptAt === undefined ? [] : [{ runFolder, description }];
    }),
  );
  return found.flat();
}
