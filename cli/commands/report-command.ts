import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { writeHistory } from '../../reports/history/write-history.ts';
import { htmlReporter } from '../../reports/html/html-reporter.ts';
import { jsonReporter } from '../../reports/json/json-reporter.ts';
import type { CliContext } from '../cli-context.ts';
import { findRun } from '../earlier-runs/find-run.ts';
import { openInBrowser } from '../open-in-browser.ts';
import { addMergeCommand } from './merge-command.ts';
import { addRenderCommand } from './render-command.ts';
import { addServeCommand } from './serve-command.ts';

/** `report [run]`: opens the page of a run, which is made where there is none: of a run that was killed. */
export function addReportCommand(
  program: Command,
  context: CliContext,
  end: (exitCode: number) => void,
): void {
  const { runsFolder, stdout, env } = context;
  const command = program
    .command('report')
    .description('open the page of a run in the browser; without a display tell where it is')
    .argument('[run]', 'id of the run or its beginning, or path of its folder', 'last')
    .option('--overview', 'the page of all runs instead', false)
    .enablePositionalOptions()
    .action(async (run: string, { overview }: { readonly overview: boolean }) => {
      const page = overview ? await writeHistory(runsFolder) : await pageOf(findRun(run, context));
      stdout.write(`${page}\n`);
      await openInBrowser(page, env);
    });
  addRenderCommand(command, context, end);
  addMergeCommand(command, context);
  addServeCommand(command, context, end);
}

async function pageOf(runFolder: string): Promise<string> {
  const page = join(runFolder, 'index.html');
  const [madeMs, loggedMs] = await Promise.all([
    changedMs(page),
    changedMs(join(runFolder, 'events.ndjson')),
  ]);
  if (madeMs < loggedMs) {
    for (const reporter of [jsonReporter, htmlReporter]) await reporter.finish?.(runFolder);
  }
  return page;
}

/** @returns 0 for a file that is not there */
async function changedMs(path: string): Promise<number> {
  return await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
