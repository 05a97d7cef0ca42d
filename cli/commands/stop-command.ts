import type { Command } from 'commander';
import type { CliContext } from '../cli-context.ts';
import { allKept, findKept, stopEnvironments } from '../earlier-runs/kept-environments.ts';
import { UsageError } from '../usage.ts';
import { runArgument } from './run-argument.ts';

/** `scenario stop [run]` */
export function addStopCommand(parent: Command, context: CliContext): void {
  const { stdout } = context;
  parent
    .command('stop')
    .description('stop the services that a run kept running')
    .addArgument(runArgument('[run]').default(undefined, 'the newest run with a kept environment'))
    .option('--all', 'stop the services of all runs', false)
    .action(async (run: string | undefined, { all }: { readonly all: boolean }) => {
      if (all && run !== undefined)
        throw new UsageError(`--all stops every run: leave out '${run}' or --all`);
      const found = all ? await allKept(context) : [await findKept(run, context)];
      for (const line of await stopEnvironments(found)) stdout.write(`${line}\n`);
      if (found.length === 0) stdout.write('nothing to stop\n');
    });
}
