import { realpath } from 'node:fs/promises';
import type { Command } from 'commander';
import { colours, isInteractive, noColours } from '../../reports/console/terminal.ts';
import { diffLines } from '../../reports/diff/diff-lines.ts';
import type { CliContext } from '../cli-context.ts';
import { findRun } from '../earlier-runs/find-run.ts';
import { runArgument } from './run-argument.ts';

/** `scenario diff <a> <b>` */
export function addDiffCommand(parent: Command, context: CliContext): void {
  const { stdout, env } = context;
  parent
    .command('diff')
    .description('compare two runs: verdict, durations, values, first different event')
    .addArgument(runArgument('<a>'))
    .addArgument(runArgument('<b>', 'the run to compare it with'))
    .action(async (runA: string, runB: string) => {
      const a = await realpath(findRun(runA, context));
      const b = await realpath(findRun(runB, context));
      const paint = isInteractive(stdout, env) ? colours : noColours;
      for (const line of await diffLines(a, b, paint)) stdout.write(`${line}\n`);
    });
}
