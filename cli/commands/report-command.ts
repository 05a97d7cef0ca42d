import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { writeHistory } from '../../reports/history/write-history.ts';
import { htmlReporter } from '../../reports/html/render-html.ts';
import { jsonReporter } from '../../reports/json/json-reporter.ts';
import type { CliContext } from '../cli-context.ts';
import { findRun } from '../earlier-runs/find-run.ts';
import { openInBrowser } from '../open-in-browser.ts';
import { UsageError } from '../usage.ts';
import { addMergeCommand } from './merge-command.ts';
import { addRenderCommand } from './render-command.ts';
import { runArgument } from './run-argument.ts';
import { addServeCommand } from './serve-command.ts';

/** `report [run]` and its subcommands. A missing page, as of a killed run, is rendered first. */
export function addReportCommand(
  program: Command,
  context: CliContext,
  end: (exitCode: number) => void,
): void {
  const { runsFolder, stdout, env } = context;
  const command = program
    .command('report')
    .description('open the page of a run in the browser; without a display, print its path')
    .addArgument(runArgument('[run]').default(undefined, 'last'))
    .option('--overview', 'open the page of all runs instead', false)
    .enablePositionalOptions()
    .action(async (run: string | undefined, { overview }: { readonly overview: boolean }) => {
      if (overview && run !== undefined) {
        throw new UsageError(`--overview opens the page of all runs: leave out '${run}' or --overview`);
      }
      const page = overview ? await writeHistory(runsFolder) : await pageOf(findRun(run ?? 'last', context));
      stdout.write(`${page}\n`);
      await openInBrowser(page, env);
    });
  addRenderCommand(command, context, end);
  addMergeCommand(command, context);
  addServeCommand(command, context, end);
}

async function pageOf(runFolder: string): Promise<string> {
  const page = join(runFolder, 'index.html');
  const [renderedMs, loggedMs] = await Promise.all([
    modifiedMs(page),
    modifiedMs(join(runFolder, 'events.ndjson')),
  ]);
  if (renderedMs < loggedMs) {
    for (const reporter of [jsonReporter, htmlReporter]) await reporter.finish?.(runFolder);
  }
  return page;
}

/** @returns 0 when the file does not exist */
async function modifiedMs(path: string): Promise<number> {
  return await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
