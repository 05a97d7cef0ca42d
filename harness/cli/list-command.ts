import type { Command } from 'commander';
import type { CliContext } from './cli-context.ts';

/** `scenario list`: which scenarios there are. */
export function addListCommand(parent: Command, { scenarios, stdout }: CliContext): void {
  parent
    .command('list')
    .description('name the scenarios')
    .option('--json', 'as JSON', false)
    .action(({ json }: { json: boolean }) => {
      if (json) {
        const list = scenarios.map(({ id, title, tags }) => ({ id, title, tags }));
        stdout.write(`${JSON.stringify(list, null, 2)}\n`);
        return;
      }
      const width = Math.max(0, ...scenarios.map(({ id }) => id.length));
      for (const { id, title, tags } of scenarios) {
        stdout.write(`${id.padEnd(width)}  ${title}${tags.map((tag) => `  #${tag}`).join('')}\n`);
      }
    });
}
