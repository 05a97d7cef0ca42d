import type { Command } from 'commander';

/** Which steps are run, or judged again. A step is named by its number or its id. */
export interface StepFlags {
  readonly step?: string;
  readonly run?: string;
  readonly from?: string;
  readonly until?: string;
}

export function addStepOptions(command: Command): void {
  command
    .option('--step <step>', 'number or id of one step: it, and before it those that it needs; none after it')
    .option('--until <step>', 'the last step to run')
    .option('--run <run>', 'judge an earlier run again, without the pipeline; with --step or --from')
    .option('--from <step>', 'the first step to judge; with --run');
}
