import type { Command } from 'commander';
import { countFrom } from '../usage.ts';

/** How often each scenario is run. */
export interface RepeatFlags {
  readonly repeat: number;
}

export function addRepeatOptions(command: Command): void {
  command.option(
    '--repeat <count>',
    'run each so often, then tell how often each step passed',
    countFrom(1),
    1,
  );
}
