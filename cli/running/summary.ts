import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRunFolder } from '../../harness/engine/run-folder.ts';
import { pathFrom } from '../../reports/file-report.ts';
import { matrixPage } from '../../reports/matrix/matrix-page.ts';
import { matrixTable, matrixVerdictLine } from '../../reports/matrix/matrix-report.ts';
import { repeatPage } from '../../reports/repeat/repeat-page.ts';
import { repeatGroup } from '../../reports/repeat/repeat-report.ts';
import { repeatTable } from '../../reports/repeat/repeat-table.ts';
import type { CliContext } from '../cli-context.ts';
import type { RepeatFlags } from '../options/repeat-options.ts';
import type { EndedRun } from './run-all.ts';

/** Several runs told together, in a folder beside theirs. */
export interface Summary {
  /** Writes and prints it. @returns what it says, for programs */
  write(runs: readonly EndedRun[]): Promise<unknown>;
}

/** Makes the folder of the summary: `matrix` for combinations side by side, `repeat` for runs of the same. */
export async function openSummary({ repeat }: RepeatFlags, context: CliContext): Promise<Summary> {
  const { runsFolder, stdout, workingFolder } = context;
  const kind = repeat > 1 ? 'repeat' : 'matrix';
  const { path } = await createRunFolder(runsFolder, kind, new Date());
  const page = join(path, 'index.html');
  return {
    async write(ended) {
      const told = (repeat > 1 ? repeated : sideBySide)(ended);
      await writeFile(page, told.page);
      await writeFile(join(path, `${kind}.json`), `${JSON.stringify(told.json, null, 2)}\n`);
      const verdict = matrixVerdictLine(ended, pathFrom(workingFolder, page));
      stdout.write(`\n${[...told.lines, '', verdict].join('\n')}\n`);
      return told.json;
    },
  };
}

/** The same for people on a console, in a browser, and for programs. */
interface Told {
  readonly lines: readonly string[];
  readonly page: string;
  readonly json: unknown;
}

function sideBySide(ended: readonly EndedRun[]): Told {
  const runs = ended.map(({ label, result }) => ({ label, result }));
  return { lines: matrixTable(runs), page: matrixPage(runs), json: runs };
}

function repeated(ended: readonly EndedRun[]): Told {
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
