import { scenarioOptionsSchema } from '../../harness/environments/scenario-options.ts';
import { REPORTER_NAMES } from '../../reports/create-reporter.ts';
import type { CliContext } from '../cli-context.ts';
import { runIds } from '../earlier-runs/find-run.ts';
import { SHELLS } from './shell-scripts.ts';

/** What has been typed of a command so far. */
export interface TypedCommand {
  /** Names of the commands, without the program's: `['report', 'render']`. */
  readonly path: readonly string[];
  /** What was typed besides options. */
  readonly operands: readonly string[];
}

const { environment, sts, publish, ports, ingest, observe, keepEnvironment } = scenarioOptionsSchema.shape;

/** The words that may follow an option; undefined when they cannot be known. */
export function wordsOfOption(
  flag: string,
  { path, operands }: TypedCommand,
  context: CliContext,
): readonly string[] | undefined {
  switch (flag) {
    case '--env':
      return environment.unwrap().options;
    case '--sts':
      return sts.unwrap().options;
    case '--publish':
      return publish.unwrap().options;
    case '--ports':
      return ports.unwrap().options;
    case '--ingest':
      return ingest.unwrap().options;
    case '--observe':
      return observe.unwrap().options;
    case '--keep-env':
      return keepEnvironment.unwrap().options;
    case '--reporter':
      return REPORTER_NAMES;
    case '--run':
    case '--resume':
      return runs(context);
    case '--from':
      return path.at(-1) === 'new' ? idsOf(context) : stepsOf(operands, context);
    case '--step':
    case '--until':
      return stepsOf(operands, context);
    default:
      return undefined;
  }
}

/** The words that a command takes besides options and further commands. */
export function wordsOfCommand({ path }: TypedCommand, context: CliContext): readonly string[] {
  switch (path.join(' ')) {
    case 'scenario':
    case 'scenario list':
      return [...idsOf(context), ...Object.keys(context.tags)];
    case 'scenario show':
    case 'scenario diff':
    case 'scenario stop':
    case 'report':
    case 'report render':
    case 'report merge':
      return runs(context);
    case 'completion':
      return SHELLS;
    default:
      return [];
  }
}

function idsOf({ scenarios }: CliContext): string[] {
  return scenarios.map(({ id }) => id);
}

/** The newest first, as it is the one that is asked for. */
function runs({ runsFolder }: CliContext): string[] {
  const ids = runIds(runsFolder).toReversed();
  return ids.length === 0 ? [] : ['last', ...ids];
}

function stepsOf(operands: readonly string[], { scenarios }: CliContext): string[] {
  const named = scenarios.filter(({ id }) => operands.includes(id));
  const options = scenarioOptionsSchema.parse({});
  return [...new Set(named.flatMap((scenario) => scenario.build(options).steps.map(({ id }) => id)))];
}
