import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRunFolder } from '../../harness/engine/run-folder/create-run-folder.ts';
import { pathFrom } from '../../reports/file-report.ts';
import { matrixPage } from '../../reports/matrix/matrix-page.ts';
import { matrixTable, matrixVerdictLine } from '../../reports/matrix/matrix-report.ts';
import { repeatPage } from '../../reports/repeat/repeat-page.ts';
import { repeatGroup } from '../../reports/repeat/repeat-report.ts';
import { repeatTable } from '../../reports/repeat/repeat-table.ts';
import type { CliContext } from '../cli-context.ts';
import type { SelectionFlags } from '../options/selection-options.ts';
import type { EndedRun } from '../planning/planned-run.ts';

/** The comparison of several runs, in a folder next to theirs. */
export interface Summary {
  /** Writes and prints the comparison. @returns its JSON value */
  write(runs: readonly EndedRun[]): Promise<unknown>;
}

/** Creates the folder of the comparison: `matrix` for combinations, `repeat` for repeated runs. */
export async function openSummary(
  { repeat }: Pick<SelectionFlags, 'repeat'>,
  { runsFolder, stdout, workingFolder }: CliContext,
): Promise<Summary> {
  const kind = repeat > 1 ? 'repeat' : 'matrix';
  const { path } = await createRunFolder(runsFolder, kind, new Date());
  const page = join(path, 'index.html');
  return {
    async write(ended) {
      const comparison = (repeat > 1 ? repeatComparison : matrixComparison)(ended);
      await writeFile(page, comparison.page);
      await writeFile(join(path, `${kind}.json`), `${JSON.stringify(comparison.json, null, 2)}\n`);
      const verdict = matrixVerdictLine(ended, pathFrom(workingFolder, page));
      stdout.write(`\n${[...comparison.lines, '', verdict].join('\n')}\n`);
      return comparison.json;
    },
  };
}

/** A comparison for the console, a browser and programs. */
interface Comparison {
  readonly lines: readonly string[];
  readonly page: string;
  readonly json: unknown;
}

function matrixComparison(ended: readonly EndedRun[]): Comparison {
  const runs = ended.map(({ label, result }) => ({ label, result }));
  return { lines: matrixTable(runs), page: matrixPage(runs), json: runs };
}

function repeatComparison(ended: readonly EndedRun[]): Comparison {
  const groups = [...Map.groupBy(ended, ({ group }) => group)].map(([label, runs]) =>
    repeatGroup(
      label,
      runs.map(({ result }) => result),
    ),
  );
  const tables = groups.map(repeatTable);
  return {
    lines: tables.flatMap((lines, index) => (index === 0 ? lines : ['', '', ...lines])),
    page: repeatPage(groups),
    json: groups,
  };
}
