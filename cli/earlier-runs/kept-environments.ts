import { join } from 'node:path';
import { HarnessError } from '../../harness/engine/errors.ts';
import {
  type EnvironmentDescription,
  readDescription,
  removeDescription,
} from '../../harness/environments/keeping/environment-description.ts';
import { stopKeptEnvironment } from '../../harness/environments/keeping/open-kept-services.ts';
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
export async function allKept(places: Pick<CliContext, 'runsFolder'>): Promise<FoundEnvironment[]> {
  return (await allDescribed(places)).filter(({ description }) => description.keptAt !== undefined);
}

/** Also those that a run is using. */
async function allDescribed({ runsFolder }: Pick<CliContext, 'runsFolder'>): Promise<FoundEnvironment[]> {
  const folders = runIds(runsFolder).map((id) => join(runsFolder, id));
  const found = await Promise.all(
    folders.map(async (runFolder) => {
      const description = await readDescription(runFolder).catch(() => undefined);
      return description === undefined ? [] : [{ runFolder, description }];
    }),
  );
  return found.flat();
}

/**
 * Stops kept environments. Resumed runs describe the environment of the run that started it.
 *
 * @returns a line for each environment
 * @throws {EnvironmentError} ON_ANOTHER_MACHINE, DOCKER_UNREACHABLE
 */
export async function stopEnvironments(found: readonly FoundEnvironment[]): Promise<string[]> {
  const lines: string[] = [];
  for (const [runId, kept] of Map.groupBy(found, ({ description }) => description.runId)) {
    const stopped = await Promise.all(
      kept.slice(0, 1).map(({ description }) => stopKeptEnvironment(description)),
    );
    await Promise.all(kept.map(({ runFolder }) => removeDescription(runFolder)));
    const names = stopped.flat().join(', ');
    lines.push(`${runId}: ${names === '' ? 'already stopped' : `stopped ${names}`}`);
  }
  return lines;
}

/**
 * Stops every environment that was kept before the one of an ended run, so that failed runs do not fill the machine with
 * services. Does nothing when the run has kept none; leaves those alone that another run is using.
 *
 * @param runFolder of the ended run
 * @returns a line for each environment
 */
export async function stopOlderEnvironments(
  runFolder: string,
  places: Pick<CliContext, 'runsFolder'>,
): Promise<string[]> {
  const newest = await readDescription(runFolder);
  if (newest?.keptAt === undefined) return [];
  const { runId, keptAt } = newest;
  const all = await allDescribed(places);
  const inUse = new Set(
    all.flatMap(({ description }) => (description.keptAt === undefined ? [description.runId] : [])),
  );
  const older = all.filter(
    ({ description }) =>
      description.runId !== runId && (description.keptAt ?? keptAt) < keptAt && !inUse.has(description.runId),
  );
  const lines: string[] = [];
  for (const [olderId, kept] of Map.groupBy(older, ({ description }) => description.runId)) {
    try {
      lines.push(...(await stopEnvironments(kept)));
    } catch (error) {
      if (!(error instanceof HarnessError)) throw error;
      lines.push(`${olderId}: not stopped, because ${error.message}`);
    }
  }
  return lines;
}
