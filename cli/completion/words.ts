import type { Argument, Option } from 'commander';
import { scenarioOptionsSchema } from '../../harness/environments/scenario-options.ts';
import type { CliContext } from '../cli-context.ts';
import { runIds } from '../earlier-runs/find-run.ts';

/** Finds completions that depend on the project: `operands` are the words so far that are not options. */
type WordSource = (operands: readonly string[], context: CliContext) => readonly string[];

const SOURCES = new WeakMap<Argument | Option, WordSource>();

/** Registers a source of completions for an argument or an option without fixed choices. */
export function completeWith<Target extends Argument | Option>(target: Target, source: WordSource): Target {
  SOURCES.set(target, source);
  return target;
}

/** The words that an argument or an option accepts; none when it accepts any text. */
export function acceptedWords(
  target: Argument | Option,
  operands: readonly string[],
  context: CliContext,
): readonly string[] {
  return SOURCES.get(target)?.(operands, context) ?? target.argChoices ?? [];
}

/** Ids of scenarios. */
export function scenarioWords(_: readonly string[], { scenarios }: CliContext): string[] {
  return scenarios.map(({ id }) => id);
}

/** Ids of scenarios, and tags. */
export function scenarioOrTagWords(operands: readonly string[], context: CliContext): string[] {
  return [...scenarioWords(operands, context), ...Object.keys(context.tags)];
}

/** `last` and the ids of runs, newest first. */
export function runWords(_: readonly string[], { runsFolder }: CliContext): string[] {
  const ids = runIds(runsFolder).toReversed();
  return ids.length === 0 ? [] : ['last', ...ids];
}

/** Step ids of the scenarios among the operands. */
export function stepWords(operands: readonly string[], { scenarios }: CliContext): string[] {
  const named = scenarios.filter(({ id }) => operands.includes(id));
  const options = scenarioOptionsSchema.parse({});
  return [...new Set(named.flatMap((scenario) => scenario.build(options).steps.map(({ id }) => id)))];
}
