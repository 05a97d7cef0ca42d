import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { htmlReporter } from '../../reports/html/html-reporter.ts';
import { jsonReporter } from '../../reports/json/json-reporter.ts';
import type { CliContext } from './cli-context.ts';

/** `report [run]`: makes the reports of a run again, also of one that was killed. */
export function addReportCommand(program: Command, { runsFolder, workingFolder, stdout }: CliContext): void {
  const command = program
    .command('report')
    .description('write the reports of a run again, from its event log')
    .argument('[run]', 'id of the run, or path of its folder', 'last')
    .action(async (run: string) => {
      const folders = [join(runsFolder, run), resolve(workingFolder, run)];
      const folder = folders.find((candidate) => existsSync(join(candidate, 'events.ndjson')));
      if (folder === undefined) {
        return command.error(
          `error: no run '${run}': neither ${folders.join(' nor ')} holds an events.ndjson`,
        );
      }
      for (const reporter of [jsonReporter, htmlReporter]) await reporter.finish?.(folder);
      stdout.write(`${join(folder, 'index.html')}\n`);
    });
}
