import { type Command, InvalidArgumentError } from 'commander';
import { integerAtLeast } from '../usage.ts';

/** One part of all runs; other machines make the other parts. */
export interface Shard {
  /** From 1 to `count`. */
  readonly number: number;
  readonly count: number;
}

/** Which scenarios run, how often, and how many in parallel. */
export interface SelectionFlags {
  readonly grep?: string;
  readonly lastFailed: boolean;
  readonly repeat: number;
  readonly retries: number;
  readonly failOnFlaky: boolean;
  readonly shard?: Shard;
  readonly jobs: number;
}

export function addSelectionOptions(command: Command): void {
  command
    .option('--grep <pattern>', 'scenarios whose id, title or @tag matches a regular expression')
    .option(
      '--last-failed',
      'rerun everything that did not pass last time, with the same --env, --sts and --publish',
      false,
    )
    .option(
      '--repeat <count>',
      'run each scenario N times and report the pass rate per step',
      integerAtLeast(1),
      1,
    )
    .option('--retries <count>', 'retry a run that did not pass, up to N times', integerAtLeast(0), 0)
    .option('--fail-on-flaky', 'exit 1 if anything passed only on a retry', false)
    .option(
      '--shard <part>',
      'run one part of all runs, such as 2/5; `report merge` combines the parts',
      parseShard,
    )
    .option(
      '--jobs <count>',
      'maximum number of parallel runs, each in its own environment',
      integerAtLeast(1),
      1,
    );
}

function parseShard(typed: string): Shard {
  const [, number = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(typed) ?? []).map(Number);
  if (number >= 1 && number <= count) return { number, count };
  const swapped = number > count && count >= 1 ? ` There is no part ${number} of ${count}.` : '';
  throw new InvalidArgumentError(`Expected a part from 1 on and the number of parts, such as 2/5.${swapped}`);
}
