import type { Command } from 'commander';
import { removeDescription } from '../../harness/environments/keeping/environment-description.ts';
import { stopKept } from '../../harness/environments/keeping/stop-kept.ts';
import type { CliContext } from '../cli-context.ts';
import { allKept, findKept } from '../earlier-runs/find-kept.ts';

/** `scenario stop [run]`: ends what a run has left running. */
export function addStopCommand(parent: Command, context: CliContext): void {
  const { stdout } = context;
  parent
    .command('stop')
    .description('end the environment that a run has left running, and nothing else')
    .argument(
      '[run]',
      'id of the run or its beginning, or path of its folder; the newest that has left one by default',
    )
    .option('--all', 'end those of all runs', false)
    .action(async (run: string | undefined, { all }: { readonly all: boolean }) => {
      const found = all ? await allKept(context) : [await findKept(run, context)];
      // Runs that went on in one environment tell of the same.
      for (const [runId, told] of Map.groupBy(found, ({ description }) => description.runId)) {
        const ended = await Promise.all(told.slice(0, 1).map(({ description }) => stopKept(description)));
        await Promise.all(told.map(({ runFolder }) => removeDescription(runFolder)));
        stdout.write(
          `${runId}: ${ended.flat().length === 0 ? 'was gone already' : `ended ${ended.flat().join(', ')}`}\n`,
        );
      }
      if (found.length === 0) stdout.write('no run has left its environment running\n');
    });
}
