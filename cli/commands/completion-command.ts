import { realpath } from 'node:fs/promises';
import { Argument, type Command } from 'commander';
import type { CliContext } from '../cli-context.ts';
import { complete } from '../completion/complete.ts';
import { completionScript, SHELLS, type Shell } from '../completion/shell-scripts.ts';
import { choice } from '../usage.ts';

/** `completion <shell>`, and the hidden `complete` that its script runs. */
export function addCompletionCommand(program: Command, context: CliContext): void {
  const { stdout } = context;
  program
    .command('completion')
    .description('print a script that completes commands, options, scenarios and runs')
    .addArgument(
      new Argument('<shell>', 'shell to generate the script for').choices(SHELLS).argParser(choice(SHELLS)),
    )
    .action(async (shell: Shell) => {
      const script = await realpath(process.argv[1] ?? '');
      stdout.write(completionScript(shell, [process.execPath, script]));
    });
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: readonly string[]) => {
      for (const word of complete(program, words, context)) stdout.write(`${word}\n`);
    });
}
