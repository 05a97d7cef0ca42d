import { existsSync, readdirSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { nearestBeginning } from '../../lib/nearest-match.ts';
import type { CliContext } from '../cli-context.ts';
import { UsageError } from '../usage.ts';

type Places = Pick<CliContext, 'runsFolder' | 'workingFolder'>;

const LISTED = 5;

/**
 * Finds the folder of a run.
 *
 * @param run its id, a unique prefix of its id, `last`, or the path of its folder. A word with a path separator is
 *   only ever a path: it never selects a run by its last part.
 * @throws {UsageError} when no run matches, or several do
 */
export function findRun(run: string, { runsFolder, workingFolder }: Places): string {
  const path = resolve(workingFolder, run);
  if (isPath(run)) {
    if (isRun(path)) return path;
    throw new UsageError(
      `no run folder at '${run}': ${path} has no events.ndjson.${nearest(basename(path), runsFolder)}`,
    );
  }
  const exact = run === '' ? undefined : [join(runsFolder, run), path].find(isRun);
  if (exact !== undefined) return exact;
  const matches = run === '' ? [] : runIds(runsFolder).filter((id) => id.startsWith(run));
  const [only, ...others] = matches;
  if (only === undefined) {
    throw new UsageError(`no run '${run}' in ${runsFolder}.${nearest(run, runsFolder)}`);
  }
  if (others.length === 0) return join(runsFolder, only);
  const newest = matches.slice(-LISTED).toReversed().join(', ');
  const more = matches.length > LISTED ? ', …' : '';
  throw new UsageError(`${matches.length} runs start with '${run}': ${newest}${more}`);
}

/**
 * Finds the folders of all runs in a folder, or the folder of one run.
 *
 * @param run as in {@link findRun}, or the path of a folder that contains run folders
 * @throws {UsageError} when no run matches
 */
export function findRuns(run: string, places: Places): string[] {
  const folder = resolve(places.workingFolder, run);
  const inside = run === '' ? [] : runIds(folder).map((id) => join(folder, id));
  return inside.length > 0 ? inside : [findRun(run, places)];
}

/** Ids of all runs in the folder, oldest first. */
export function runIds(runsFolder: string): string[] {
  const entries = existsSync(runsFolder) ? readdirSync(runsFolder, { withFileTypes: true }) : [];
  // `last` is a symbolic link.
  const ids = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  return ids.filter((id) => isRun(join(runsFolder, id))).toSorted();
}

function isPath(typed: string): boolean {
  return typed === '.' || typed === '..' || isAbsolute(typed) || /[/\\]/.test(typed);
}

function isRun(folder: string): boolean {
  return existsSync(join(folder, 'events.ndjson'));
}

function nearest(typed: string, runsFolder: string): string {
  const id = nearestBeginning(typed, runIds(runsFolder).toReversed());
  return id === undefined ? '' : ` Did you mean ${id}?`;
}
