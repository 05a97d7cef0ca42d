import type { Command } from 'commander';
import { wholeNumber } from '../usage.ts';

/** Which steps are run, or judged again. */
export interface StepFlags {
  readonly run?: string;
  readonly from?: number;
  readonly until?: number;
}

export function addStepOptions(command: Command): void {
  command
    .option('--until <step>', 'number of the last step to run', wholeNumber)
    .option('--run <run>', 'judge an earlier run again, without the pipeline; with --from')
    .option('--from <step>', 'number of the first step to judge; with --run', wholeNumber);
}
