import { join } from 'node:path';
import {
  type EnvironmentDescription,
  readDescription,
} from '../../harness/environments/keeping/environment-description.ts';
import type { CliContext } from '../cli-context.ts';
import { UsageError } from '../usage.ts';
import { findRun, runIds } from './find-run.ts';

/** The services that a run left running for debugging. */
export interface FoundEnvironment {
  /** Folder of the run that kept it. */
  readonly runFolder: string;
  readonly description: EnvironmentDescription;
}

/**
 * Finds the environment that a run kept.
 *
 * @param run as in {@link findRun}; the newest run with a kept environment by default
 * @throws {UsageError} when there is none
 */
export async function findKept(run: string | undefined, context: CliContext): Promise<FoundEnvironment> {
  if (run === undefined) {
    const newest = (await allKept(context)).at(-1);
    if (newest !== undefined) return newest;
    throw new UsageError(
      'no run has kept its environment. `--keep-env` keeps it, and so does a failure on a terminal',
    );
  }
  const runFolder = findRun(run, context);
  const description = await readDescription(runFolder);
  if (description === undefined) {
    throw new UsageError(`run '${run}' has not kept its environment, or it has been stopped`);
  }
  if (description.keptAt === undefined) {
    throw new UsageError(`run '${run}' is still running, or was killed: it has not kept its environment`);
  }
  return { runFolder, description };
}

/** All kept environments, oldest first. A description that another version wrote is ignored. */
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
