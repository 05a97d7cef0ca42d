import type { Command } from 'commander';

/** Which steps are run, or judged again. A step is named by its number or its id. */
export interface StepFlags {
  readonly step?: string;
  readonly run?: string;
  readonly from?: string;
  readonly until?: string;
  /** Id of a run; true when none was named. */
  readonly resume?: string | true;
  readonly pauseOnFailure?: boolean;
  readonly watch?: boolean;
}

export function addStepOptions(command: Command): void {
  command
    .option('--step <step>', 'number or id of one step: it, and before it those that it needs; none after it')
    .option('--until <step>', 'the last step to run')
    .option('--run <run>', 'judge an earlier run again, without the pipeline; with --step or --from')
    .option(
      '--from <step>',
      'the first step to judge; with --run. With --resume those before it are run as well, to prepare it',
    )
    .option(
      '--resume [run]',
      'go on in the environment that a run has kept (the newest by default): only the start of the services is saved, as a stream is published anew',
    )
    .option('--pause-on-failure', 'after a failed step: how to look inside, and what to do next')
    .option(
      '--watch',
      'run again when code has changed: from the first step that it touches, on what was kept; all of it when a service or the rig has',
    );
}
