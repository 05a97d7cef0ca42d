import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CliContext } from './cli-context.ts';

type Places = Pick<CliContext, 'runsFolder' | 'workingFolder'>;

/**
 * The folder of a run.
 *
 * @param run its id, `last`, or the path of its folder
 * @returns undefined when there is no such run
 */
export function findRun(run: string, places: Places): string | undefined {
  return candidates(run, places).find((folder) => existsSync(join(folder, 'events.ndjson')));
}

/** The error of usage for a run that {@link findRun} does not find. */
export function unknownRun(run: string, places: Places): string {
  return `error: no run '${run}': neither ${candidates(run, places).join(' nor ')} holds an events.ndjson`;
}

function candidates(run: string, { runsFolder, workingFolder }: Places): string[] {
  return [join(runsFolder, run), resolve(workingFolder, run)];
}
