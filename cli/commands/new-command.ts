import { relative } from 'node:path';
import { type Command, Option } from 'commander';
import type { CliContext } from '../cli-context.ts';
import { completeWith, scenarioWords } from '../completion/words.ts';
import { copyScenario, requireNewId, TEMPLATE } from '../new-scenario/copy-scenario.ts';
import { suggestion, UsageError } from '../usage.ts';

/** `scenario new <id>` */
export function addNewCommand(parent: Command, context: CliContext): void {
  const { scenarios, tags, scenariosFolder, workingFolder, stdout } = context;
  const from = new Option('--from <id>', 'scenario to copy').default(TEMPLATE.id);
  parent
    .command('new')
    .description('create a scenario from a template, or as a copy of another scenario')
    .argument('<id>', 'id of the new scenario: lowercase letters, digits and "-"')
    .addOption(completeWith(from, (typed, known) => [TEMPLATE.id, ...scenarioWords(typed, known)]))
    .action(async (id: string, flags: { readonly from: string }) => {
      if (scenariosFolder === undefined) {
        throw new UsageError('an installed package has no folder for new scenarios: use a checkout');
      }
      const commands = parent.commands.map((command) => command.name());
      requireNewId(id, [...scenarios.map((scenario) => scenario.id), ...Object.keys(tags), ...commands]);
      const sources = [TEMPLATE, ...scenarios];
      const source = sources.find((scenario) => scenario.id === flags.from);
      if (source === undefined) {
        const known = sources.map((scenario) => scenario.id);
        throw new UsageError(`unknown scenario '${flags.from}'. ${suggestion(flags.from, known)}`);
      }
      const files = await copyScenario(scenariosFolder, source, id);
      for (const file of files) stdout.write(`${relative(workingFolder, file)}\n`);
      stdout.write(
        [
          '',
          'The scenario can be run. Edit its title, clip and steps, then:',
          `  pnpm scenario ${id}`,
          `  pnpm scenario show last`,
          '  pnpm check',
          '',
        ].join('\n'),
      );
    });
}
