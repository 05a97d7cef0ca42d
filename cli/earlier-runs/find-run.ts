import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { nearestBeginning } from '../../lib/nearest-match.ts';
import type { CliContext } from '../cli-context.ts';
import { UsageError } from '../usage.ts';

type Places = Pick<CliContext, 'runsFolder' | 'workingFolder'>;

const LISTED = 5;

/**
 * The folder of a run.
 *
 * @param run its id, what only its id begins with, `last`, or the path of its folder
 * @throws {UsageError} when there is no such run, or more than one
 */
export function findRun(run: string, places: Places): string {
  const [only, ...others] = beginningWith(run, places.runsFolder);
  const named = candidates(run, places).find(isRun);
  if (named !== undefined) return named;
  if (only !== undefined && others.length === 0) return join(places.runsFolder, only);
  throw new UsageError(unknownRun(run, places));
}

/**
 * The folders of the runs in a folder, or that of one run.
 *
 * @param run as {@link findRun} takes it, or the path of a folder that holds runs
 * @throws {UsageError} when there is no such run
 */
export function findRuns(run: string, places: Places): string[] {
  const folder = resolve(places.workingFolder, run);
  const inside = runIds(folder).map((id) => join(folder, id));
  return inside.length > 0 ? inside : [findRun(run, places)];
}

function unknownRun(run: string, places: Places): string {
  const several = beginningWith(run, places.runsFolder);
  if (several.length > 1) {
    const newest = several.slice(-LISTED).toReversed().join(', ');
    return `${several.length} runs begin with '${run}': ${newest}${several.length > LISTED ? ', …' : ''}`;
  }
  const nearest = nearestBeginning(run, runIds(places.runsFolder).toReversed());
  const hint = nearest === undefined ? '' : `. Did you mean ${nearest}?`;
  return `no run '${run}': neither ${candidates(run, places).join(' nor ')} holds an events.ndjson${hint}`;
}

/** Every run in the folder, oldest first. */
export function runIds(runsFolder: string): string[] {
  const entries = existsSync(runsFolder) ? readdirSync(runsFolder, { withFileTypes: true }) : [];
  // `last` is a link, not a folder.
  const ids = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  return ids.filter((id) => isRun(join(runsFolder, id))).toSorted();
}

function beginningWith(run: string, runsFolder: string): string[] {
  return run === '' ? [] : runIds(runsFolder).filter((id) => id.startsWith(basename(run)));
}

function isRun(folder: string): boolean {
  return existsSync(join(folder, 'events.ndjson'));
}

function candidates(run: string, { runsFolder, workingFolder }: Places): string[] {
  return [join(runsFolder, run), resolve(workingFolder, run)];
}
