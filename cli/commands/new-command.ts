import { relative } from 'node:path';
import type { Command } from 'commander';
import type { CliContext } from '../cli-context.ts';
import { constantName } from '../new-scenario/scenario-name.ts';
import { writeScenario } from '../new-scenario/write-scenario.ts';
import { findScenarios } from '../planning/find-scenarios.ts';
import { UsageError } from '../usage.ts';

/** `scenario new <id>`: writes a scenario that runs. */
export function addNewCommand(parent: Command, context: CliContext): void {
  const { scenarios, tags, scenariosFolder, workingFolder, stdout } = context;
  parent
    .command('new')
    .description('write a scenario that runs, as a copy of another one to be changed')
    .argument('<id>', 'what it is to be called: small letters, digits and "-"')
    .option('--from <id>', 'the scenario that is copied', 'quick')
    .action(async (id: string, { from }: { readonly from: string }) => {
      if (scenariosFolder === undefined) throw new UsageError('there is no folder of scenarios to write to');
      const taken = [
        ...scenarios.map((scenario) => scenario.id),
        ...Object.keys(tags),
        ...parent.commands.map((command) => command.name()),
      ];
      const name = constantName(id, taken);
      const [source] = findScenarios([from], {}, { scenarios, tags: {} });
      const files = await writeScenario(scenariosFolder, id, name, source?.id ?? from);
      for (const file of files) stdout.write(`${relative(workingFolder, file)}\n`);
      stdout.write(
        [
          '',
          'It runs as it is. Say in its file what it proves, change its clip and its steps, then:',
          `  pnpm scenario ${id}`,
          `  pnpm scenario show last`,
          '  pnpm check',
          '',
        ].join('\n'),
      );
    });
}
