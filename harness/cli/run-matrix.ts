import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { matrixPage } from '../../reports/matrix/matrix-page.ts';
import { type MatrixRun, matrixVerdict } from '../../reports/matrix/matrix-report.ts';
import { matrixTable } from '../../reports/matrix/matrix-table.ts';
import { createRunFolder } from '../../reports/run-folder.ts';
import type { ScenarioOptions } from '../environments/scenario-options.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { MatrixCell } from './matrix.ts';
import type { StepFlags } from './options/step-options.ts';
import type { TellingFlags } from './options/telling-options.ts';
import { runScenarioCommand } from './run-scenario-command.ts';

/**
 * Runs every combination, one after the other, and puts them side by side in one page. An interruption ends all.
 *
 * @param options what the combinations have in common
 * @returns the exit code: 0 when all passed, 130 when interrupted, 3 when no run failed but one could not be started
 */
export async function runMatrix(
  cells: readonly MatrixCell[],
  options: ScenarioOptions,
  flags: TellingFlags & StepFlags,
  context: CliContext,
): Promise<number> {
  const { runsFolder, stdout, stderr, workingFolder } = context;
  // Before the runs are made, so that `last` is left to the last of them.
  const { path } = await createRunFolder(runsFolder, 'matrix', new Date());
  const runs: MatrixRun[] = [];
  for (const { definition, choices, label } of cells) {
    const result = await runScenarioCommand(
      definition,
      { ...options, ...choices },
      { ...flags, json: false },
      {
        ...context,
        stdout: flags.json ? stderr : stdout,
      },
    );
    runs.push({ label, result });
    if (result.status === 'interrupted') break;
  }

  const page = join(path, 'index.html');
  await writeFile(page, matrixPage(runs));
  await writeFile(join(path, 'matrix.json'), `${JSON.stringify(runs, null, 2)}\n`);
  const table = matrixTable(runs, relative(workingFolder, page)).join('\n');
  (flags.json ? stderr : stdout).write(`\n${table}\n`);
  if (flags.json) stdout.write(`${JSON.stringify(runs, null, 2)}\n`);
  return exitCodeOfAll(runs);
}

function exitCodeOfAll(runs: readonly MatrixRun[]): number {
  const some = (status: MatrixRun['result']['status']): boolean =>
    runs.some(({ result }) => result.status === status);
  if (some('interrupted')) return EXIT_CODES.interrupted;
  if (some('failed')) return EXIT_CODES.failed;
  if (some('not-started')) return EXIT_CODES.notStarted;
  return matrixVerdict(runs).passed ? EXIT_CODES.ok : EXIT_CODES.failed;
}
