import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ctrfOf } from './ctrf/ctrf-report.ts';
import { writeWhole } from './file-report.ts';
import { stepSummary } from './github/step-summary.ts';
import { junitXml } from './junit/junit-report.ts';
import { type RunSummary, readRunSummary } from './run-summary.ts';

/**
 * Tells several runs as one, as the parts of a run that was shared out to several machines: `junit.xml`,
 * `ctrf.json` and `summary.md` in `folder`. The order of the runs does not matter, and a run counts once.
 *
 * @param runFolders absolute paths
 * @param folder absolute path; made when it is not there
 * @param workingFolder absolute; attachments are named relative to it
 * @returns the paths of the files
 */
export async function mergeRuns(
  runFolders: readonly string[],
  folder: string,
  workingFolder: string,
): Promise<string[]> {
  const runs = inOrder(await Promise.all(runFolders.map(readRunSummary)));
  const files: readonly (readonly [name: string, text: string])[] = [
    ['junit.xml', junitXml(runs, workingFolder)],
    ['ctrf.json', `${JSON.stringify(ctrfOf(runs, workingFolder), null, 2)}\n`],
    ['summary.md', runs.map(({ result }) => stepSummary(result)).join('')],
  ];
  await mkdir(folder, { recursive: true });
  for (const [name, text] of files) await writeWhole(join(folder, name), [text]);
  return files.map(([name]) => join(folder, name));
}

function inOrder(runs: readonly RunSummary[]): RunSummary[] {
  const byId = new Map(runs.map((run) => [run.result.runId, run]));
  const key = ({ result }: RunSummary): string =>
    JSON.stringify([result.scenario, result.startedAt, result.runId]);
  return [...byId.values()].toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
