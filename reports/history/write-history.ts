import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeAtomically } from '../../lib/write-atomically.ts';
import { historyPage } from './history-page.ts';
import { groupRuns, type RunGroup } from './run-groups.ts';
import { parseRunRecord, type RunRecord } from './run-record.ts';

/** The page is made again after each run: more would be felt. */
const MAX_RUNS = 300;

/**
 * Writes the overview of all runs: `index.html` beside the folder of the runs. Reads only their `result.json`. A run
 * without one, because it goes on or was killed, is left out. Runs that end at the same time may both write it.
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

/** The newest runs of a folder, in groups. */
export async function readHistory(runsFolder: string): Promise<RunGroup[]> {
  const entries = await readdir(runsFolder, { withFileTypes: true });
  // Ids begin with the time, so they sort by it.
  const ids = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
  const records = await Promise.all(ids.slice(-MAX_RUNS).map((id) => readRecord(join(runsFolder, id))));
  return groupRuns(records.flatMap((record) => record ?? []));
}

async function readRecord(runFolder: string): Promise<RunRecord | undefined> {
  try {
    return parseRunRecord(await readFile(join(runFolder, 'result.json'), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
