import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { colours, isInteractive, noColours } from '../../reports/console/terminal.ts';
import { diffLines } from '../../reports/diff/diff-lines.ts';
import type { CliContext } from '../cli-context.ts';
import { findRun, runIds } from '../earlier-runs/find-run.ts';
import { UsageError } from '../usage.ts';
import { runArgument } from './run-argument.ts';

/** Names the run before the given one, the one that it is most often compared with. */
function secondRunMissing(typed: string, id: string, { runsFolder }: CliContext): string {
  const others = runIds(runsFolder).filter((other) => other !== id);
  const other = others.findLast((candidate) => candidate < id) ?? others.at(-1);
  const advice =
    other === undefined
      ? `There is no other run in ${runsFolder}; make one first, such as \`pnpm scenario quick\``
      : `Did you mean \`pnpm scenario diff ${other} ${typed}\`?`;
  return `missing required argument 'b': diff compares two runs, and only '${typed}' is named. ${advice}`;
}

/** `scenario diff <a> <b>` */
export function addDiffCommand(parent: Command, context: CliContext): void {
  const { stdout, env } = context;
  parent
    .command('diff')
    .description('compare two runs: verdict, durations, values, first different event')
    .addArgument(runArgument('<a>'))
    .addArgument(runArgument('[b]', 'the run to compare it with'))
    .action(async (runA: string, runB: string | undefined) => {
      const a = await realpath(findRun(runA, context));
      if (runB === undefined) throw new UsageError(secondRunMissing(runA, basename(a), context));
      const b = await realpath(findRun(runB, context));
      const paint = isInteractive(stdout, env) ? colours : noColours;
      for (const line of await diffLines(a, b, paint)) stdout.write(`${line}\n`);
    });
}
