import type { Command } from 'commander';
import { scenarioOptionsSchema } from '../../harness/environments/scenario-options.ts';
import type { CliContext } from '../cli-context.ts';
import { type AxisFlags, choices } from '../options/axis-options.ts';
import type { SelectionFlags } from '../options/selection-options.ts';
import { findScenarios } from '../planning/find-scenarios.ts';
import { ciMatrix, matrixCells } from '../planning/matrix.ts';

interface ListFlags extends AxisFlags, Pick<SelectionFlags, 'grep'> {
  readonly json: boolean;
  readonly matrix: boolean;
}

const { environment, sts, publish } = scenarioOptionsSchema.shape;

/** `scenario list`: which scenarios there are. */
export function addListCommand(parent: Command, { scenarios: all, tags, stdout }: CliContext): void {
  parent
    .command('list')
    .description('name the scenarios')
    .argument('[names...]', 'ids or tags; all scenarios by default')
    .option('--grep <pattern>', 'those whose id, title or @tag matches')
    .option('--json', 'as JSON', false)
    .option('--matrix', 'every combination, as the JSON that a CI matrix takes', false)
    .addOption(choices('--env <names>', 'of the matrix', environment))
    .addOption(choices('--sts <modes>', 'of the matrix', sts))
    .addOption(choices('--publish <protocols>', 'of the matrix', publish))
    .action((names: readonly string[], { json, matrix, grep, ...axes }: ListFlags) => {
      const some = names.length > 0 || grep !== undefined;
      const choice = grep === undefined ? {} : { grep };
      const scenarios = some ? findScenarios(names, choice, { scenarios: all, tags }) : all;
      if (matrix) {
        const cells = matrixCells({
          scenarios,
          environments: axes.env,
          sts: axes.sts,
          publish: axes.publish,
        });
        stdout.write(`${JSON.stringify(ciMatrix(cells))}\n`);
        return;
      }
      if (json) {
        const list = scenarios.map(({ id, title, tags }) => ({ id, title, tags }));
        stdout.write(`${JSON.stringify(list, null, 2)}\n`);
        return;
      }
      const words = (of: readonly string[]): string => of.map((tag) => `  @${tag}`).join('');
      const lines = table(scenarios.map(({ id, title, tags }) => [id, `${title}${words(tags)}`]));
      const groups = table(Object.entries(tags).map(([tag, meaning]) => [`@${tag}`, meaning]));
      stdout.write([...lines, '', 'By tag, all that have it:', ...groups, ''].join('\n'));
    });
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([word]) => word.length));
  return rows.map(([word, meaning]) => `${word.padEnd(width)}  ${meaning}`);
}
