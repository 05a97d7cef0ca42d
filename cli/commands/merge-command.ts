import { resolve } from 'node:path';
import type { Command } from 'commander';
import { mergeRuns } from '../../reports/merge-runs.ts';
import type { CliContext } from '../cli-context.ts';
import { findRuns } from '../earlier-runs/find-run.ts';

/** `report merge <runs...> --output FOLDER`: tells several runs as one. */
export function addMergeCommand(parent: Command, context: CliContext): void {
  const { stdout, workingFolder } = context;
  parent
    .command('merge')
    .description('one index.html, junit.xml, ctrf.json and summary.md of several runs')
    .argument('<runs...>', 'ids of runs, paths of their folders, or of folders that hold them')
    .requiredOption('--output <folder>', 'where to write them')
    .action(async (runs: readonly string[], { output }: { readonly output: string }) => {
      const folders = runs.flatMap((run) => findRuns(run, context));
      for (const path of await mergeRuns(folders, resolve(workingFolder, output), workingFolder)) {
        stdout.write(`${path}\n`);
      }
    });
}
