import { mkdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import type { RunResult } from '../harness/engine/run-folder/run-result.ts';
import { writeAtomically } from '../lib/write-atomically.ts';
import { ctrfOf } from './ctrf/ctrf-report.ts';
import { stepSummary } from './github/step-summary.ts';
import { junitXml } from './junit/junit-report.ts';
import { matrixPage } from './matrix/matrix-page.ts';
import type { MatrixRun } from './matrix/matrix-report.ts';
import { type RunSummary, readRunSummary } from './recorded-runs/read-run.ts';
import { type Choices, runLabels } from './recorded-runs/run-labels.ts';

/**
 * Merges the reports of several runs, such as the shards of one invocation, into `index.html`, `matrix.json`,
 * `junit.xml`, `ctrf.json` and `summary.md` in `folder`. The order of the runs does not matter; a run counts once; of a
 * retried run only the last attempt counts.
 *
 * @param runFolders absolute paths
 * @param folder absolute path; created if missing
 * @param workingFolder absolute; attachments inside it are named relative to it
 * @returns the paths of the files
 */
export async function mergeRuns(
  runFolders: readonly string[],
  folder: string,
  workingFolder: string,
): Promise<string[]> {
  const runs = lastAttempts(inOrder(await Promise.all(runFolders.map(readRunSummary))));
  const files: readonly (readonly [name: string, text: string])[] = [
    ...comparison(runs, folder),
    ['junit.xml', junitXml(runs, workingFolder)],
    ['ctrf.json', jsonOf(ctrfOf(runs, workingFolder))],
    ['summary.md', runs.map(({ result }) => stepSummary(result)).join('')],
  ];
  await mkdir(folder, { recursive: true });
  for (const [name, text] of files) await writeAtomically(join(folder, name), [text]);
  return files.map(([name]) => join(folder, name));
}

/** Sorts by options, then by time, so that shards give the same report as one invocation. */
function inOrder(runs: readonly RunSummary[]): RunSummary[] {
  const byId = new Map(runs.map((run) => [run.result.runId, run]));
  const key = ({ result }: RunSummary): string =>
    JSON.stringify([...Object.values(choicesOf(result)), result.startedAt, result.runId]);
  return [...byId.values()].toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function lastAttempts(runs: readonly RunSummary[]): RunSummary[] {
  const before = new Set(runs.flatMap(({ result }) => result.earlier?.map(({ runId }) => runId) ?? []));
  return runs.filter(({ result }) => !before.has(result.runId));
}

function comparison(runs: readonly RunSummary[], folder: string): [name: string, text: string][] {
  const labels = runLabels(runs.map(({ result }) => choicesOf(result)));
  const labelled = runs.map(({ result }, index): MatrixRun => ({ label: labels[index] ?? '', result }));
  const hrefs = new Map(labelled.map((run, index) => [run, hrefOf(folder, runs[index]?.folder ?? '')]));
  return [
    ['index.html', matrixPage(labelled, (run) => hrefs.get(run) ?? '')],
    ['matrix.json', jsonOf(labelled)],
  ];
}

/** A relative link from the merged page to the page of a run. */
function hrefOf(folder: string, runFolder: string): string {
  const path = relative(folder, join(runFolder, 'index.html'));
  return ['.', ...path.split(sep).map(encodeURIComponent)].join('/');
}

const choicesSchema = z.object({ sts: z.string().default(''), publish: z.string().default('') });

function choicesOf({ scenario, environment, params }: RunResult): Choices {
  const { sts = '', publish = '' } = choicesSchema.safeParse(params).data ?? {};
  return { scenario, environment, sts, publish };
}

function jsonOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
