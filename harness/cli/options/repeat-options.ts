import type { Command } from 'commander';
import { countFrom } from '../usage.ts';

/** How often each scenario is run, and run again. */
export interface RepeatFlags {
  readonly repeat: number;
  readonly retries: number;
  readonly failOnFlaky: boolean;
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
    .option('--fail-on-flaky', 'end with 1 when something passed only when it was run again', false);
}
