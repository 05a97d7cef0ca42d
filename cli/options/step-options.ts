import { type Command, Option } from 'commander';
import { completeWith, runWords, stepWords } from '../completion/words.ts';

/** Which steps are executed or re-evaluated. A step is named by its number or its id. */
export interface StepFlags {
  readonly step?: string;
  readonly run?: string;
  readonly from?: string;
  readonly until?: string;
  /** Name of a run; true without a value. */
  readonly resume?: string | true;
  readonly pauseOnFailure?: boolean;
  readonly watch?: boolean;
}

export function addStepOptions(command: Command): void {
  const stepOption = (flags: string, description: string): Option =>
    completeWith(new Option(flags, description), stepWords);
  const runOption = (flags: string, description: string): Option =>
    completeWith(new Option(flags, description), runWords);
  command
    .addOption(stepOption('--step <step>', 'run up to this step; with --run: re-evaluate only this step'))
    .addOption(stepOption('--until <step>', 'last step to run or to re-evaluate'))
    .addOption(
      runOption('--run <run>', 're-evaluate an earlier run without the pipeline; needs --step or --from'),
    )
    .addOption(
      stepOption(
        '--from <step>',
        'first step to re-evaluate, with --run; with --resume the steps before it run as well',
      ),
    )
    .addOption(
      runOption('--resume [run]', 'reuse the environment kept by an earlier run for a new stream').default(
        undefined,
        'the newest one',
      ),
    )
    .option(
      '--pause-on-failure',
      'after a failed step: inspect, then retry, continue, open the report or quit',
    )
    .option(
      '--watch',
      'on a code change, re-evaluate from the first affected step; rerun everything when the pipeline is affected',
    );
}
