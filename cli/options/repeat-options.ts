import { type Command, InvalidArgumentError } from 'commander';
import { countFrom } from '../usage.ts';

/** A part of all runs: the others are made elsewhere. */
export interface Shard {
  /** From 1 to `count`. */
  readonly number: number;
  readonly count: number;
}

/** How often each scenario is run, and run again, and how many at once. */
export interface RepeatFlags {
  readonly repeat: number;
  readonly retries: number;
  readonly failOnFlaky: boolean;
  readonly shard?: Shard;
  readonly jobs: number;
}

export function addRepeatOptions(command: Command): void {
  command
    .option('--repeat <count>', 'run each so often, then tell how often each step passed', countFrom(1), 1)
    .option(
      '--retries <count>',
      'run again what did not pass, up to so often: it may be flaky',
      countFrom(0),
      0,
    )
    .option('--fail-on-flaky', 'end with 1 when something passed only when it was run again', false)
    .option('--shard <part>', 'run a part of all, such as 2/5; `report merge` puts them together', shard)
    .option('--jobs <count>', 'so many runs at once, each in an environment of its own', countFrom(1), 1);
}

function shard(typed: string): Shard {
  const [, number = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(typed) ?? []).map(Number);
  if (number >= 1 && number <= count) return { number, count };
  throw new InvalidArgumentError('Expected the number of a part and of all parts, such as 2/5.');
}
