import type { Command } from 'commander';
import { scenarioOptionsSchema } from '../environments/scenario-options.ts';
import type { CliContext } from './cli-context.ts';
import { ciMatrix, matrixCells } from './matrix.ts';
import { type AxisFlags, choices } from './options/axis-options.ts';

interface ListFlags extends AxisFlags {
  readonly json: boolean;
  readonly matrix: boolean;
}

const { environment, sts, publish } = scenarioOptionsSchema.shape;

/** `scenario list`: which scenarios there are. */
export function addListCommand(parent: Command, { scenarios, tags, stdout }: CliContext): void {
  parent
    .command('list')
    .description('name the scenarios')
    .option('--json', 'as JSON', false)
    .option('--matrix', 'every combination, as the JSON that a CI matrix takes', false)
    .addOption(choices('--env <names>', 'of the matrix', environment))
    .addOption(choices('--sts <modes>', 'of the matrix', sts))
    .addOption(choices('--publish <protocols>', 'of the matrix', publish))
    .action(({ json, matrix, ...axes }: ListFlags) => {
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
