import { Argument, type Command, Option } from 'commander';
import { type CliContext, printJson } from '../cli-context.ts';
import { completeWith, scenarioOrTagWords } from '../completion/words.ts';
import { type AxisFlags, addAxisOptions, ParamOption } from '../options/pipeline-flags.ts';
import type { SelectionFlags } from '../options/selection-options.ts';
import { findScenarios } from '../planning/find-scenarios.ts';
import { ciMatrix, matrixCells } from '../planning/matrix.ts';
import { UsageError } from '../usage.ts';

interface ListFlags extends AxisFlags, Pick<SelectionFlags, 'grep'> {
  readonly json: boolean;
  readonly matrix: boolean;
}

/** `scenario list` */
export function addListCommand(parent: Command, { scenarios: all, tags, stdout }: CliContext): void {
  const names = new Argument('[names...]', 'ids or tags; all scenarios by default');
  const command = parent
    .command('list')
    .description('list scenarios')
    .addArgument(completeWith(names, scenarioOrTagWords))
    .option('--grep <pattern>', 'scenarios whose id, title or @tag matches a regular expression')
    .option('--json', 'print JSON', false)
    .addOption(
      new Option('--matrix', 'print all combinations as JSON for a CI matrix')
        .default(false)
        .conflicts('json'),
    );
  addAxisOptions(command);
  command.action((names: readonly string[], { json, matrix, grep, ...axes }: ListFlags) => {
    rejectAxesWithoutMatrix(command, matrix);
    const isSelected = names.length > 0 || grep !== undefined;
    const selection = grep === undefined ? {} : { grep };
    const scenarios = isSelected ? findScenarios(names, selection, { scenarios: all, tags }) : all;
    if (matrix) {
      const { environment: environments, sts, publish } = axes;
      const cells = matrixCells({ scenarios, environments, sts, publish });
      stdout.write(`${JSON.stringify(ciMatrix(cells))}\n`);
      return;
    }
    if (json) {
      return printJson(
        scenarios.map(({ id, title, tags }) => ({ id, title, tags })),
        { stdout },
      );
    }
    const words = (of: readonly string[]): string => of.map((tag) => `  @${tag}`).join('');
    const lines = table(scenarios.map(({ id, title, tags }) => [id, `${title}${words(tags)}`]));
    const groups = table(Object.entries(tags).map(([tag, meaning]) => [`@${tag}`, meaning]));
    stdout.write([...lines, '', 'Tags (a tag runs all of its scenarios):', ...groups, ''].join('\n'));
  });
}

function rejectAxesWithoutMatrix(command: Command, matrix: boolean): void {
  if (matrix) return;
  const axis = command.options.find(
    (option) =>
      option instanceof ParamOption && command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (axis !== undefined) throw new UsageError(`${axis.long} of \`scenario list\` needs --matrix`);
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([word]) => word.length));
  return rows.map(([word, meaning]) => `${word.padEnd(width)}  ${meaning}`);
}
