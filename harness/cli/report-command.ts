import { join } from 'node:path';
import type { Command } from 'commander';
import { htmlReporter } from '../../reports/html/html-reporter.ts';
import { jsonReporter } from '../../reports/json/json-reporter.ts';
import type { CliContext } from './cli-context.ts';
import { findRun } from './find-run.ts';
import { addMergeCommand } from './merge-command.ts';
import { addRenderCommand } from './render-command.ts';

/** `report [run]`: makes the reports of a run again, also of one that was killed. */
export function addReportCommand(
  program: Command,
  context: CliContext,
  end: (exitCode: number) => void,
): void {
  const command = program
    .command('report')
    .description('write the reports of a run again, from its event log')
    .argument('[run]', 'id of the run, or path of its folder', 'last')
    .enablePositionalOptions()
    .action(async (run: string) => {
      const folder = findRun(run, context);
      for (const reporter of [jsonReporter, htmlReporter]) await reporter.finish?.(folder);
      context.stdout.write(`${join(folder, 'index.html')}\n`);
    });
  addRenderCommand(command, context, end);
  addMergeCommand(command, context);
}
