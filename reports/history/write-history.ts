import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeAtomically } from '../../lib/write-atomically.ts';
import { readRecordedRun } from '../recorded-runs/recorded-run.ts';
import { historyPage } from './history-page.ts';
import { groupRuns, type RunGroup } from './run-groups.ts';

/** The page is written after each run: reading more would delay every run noticeably. */
const MAX_RUNS = 300;

/**
 * Writes the overview of all runs: `index.html` beside the folder of the runs. Reads only their `result.json`; a run
 * without one, because it is in progress or was killed, is left out. Runs that end at the same time may both write it.
 *
 * @param runsFolder absolute path
 * @returns the path of the page
 */
export async function writeHistory(runsFolder: string): Promise<string> {
  const groups = await readHistory(runsFolder);
  const file = join(dirname(runsFolder), 'index.html');
  await writeAtomically(file, [historyPage(groups, basename(runsFolder))]);
  return file;
}

/** Reads the newest runs of a folder, grouped by {@link groupRuns}. */
export async function readHistory(runsFolder: string): Promise<RunGroup[]> {
  const entries = await readdir(runsFolder, { withFileTypes: true });
  // Run ids start with the time, so they sort by it.
  const ids = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
  const runs = await Promise.all(ids.slice(-MAX_RUNS).map((id) => readRecordedRun(join(runsFolder, id))));
  return groupRuns(runs.flatMap((run) => run ?? []));
}
