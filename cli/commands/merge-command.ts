import { resolve } from 'node:path';
import type { Command } from 'commander';
import { mergeRuns } from '../../reports/merge-runs.ts';
import type { CliContext } from '../cli-context.ts';
import { findRuns } from '../earlier-runs/find-run.ts';
import { runArgument } from './run-argument.ts';

/** `report merge <runs...> --output <folder>` */
export function addMergeCommand(parent: Command, context: CliContext): void {
  const { stdout, workingFolder } = context;
  parent
    .command('merge')
    .description('combine several runs into one index.html, junit.xml, ctrf.json and summary.md')
    .addArgument(runArgument('<runs...>', 'run ids, paths of run folders, or of folders that contain them'))
    .requiredOption('--output <folder>', 'folder to write them to')
    .action(async (runs: readonly string[], { output }: { readonly output: string }) => {
      const folders = runs.flatMap((run) => findRuns(run, context));
      for (const path of await mergeRuns(folders, resolve(workingFolder, output), workingFolder)) {
        stdout.write(`${path}\n`);
      }
    });
}
