import { HarnessError } from './errors.ts';

/** Somebody ended the run before its time. */
export class RunInterruptedError extends HarnessError {
  readonly by: string;

  /** @param by what ended it, e.g. `SIGINT` */
  constructor(by: string) {
    super(`the run was interrupted by ${by}`, { code: 'RUN_INTERRUPTED', fault: 'INCONCLUSIVE' });
    this.by = by;
  }
}

/** An error that nobody caught: the harness itself is broken and the run proves nothing any more. */
export class HarnessCrashError extends HarnessError {
  constructor(cause: unknown) {
    super(`an error in the harness that nobody caught: ${String(cause)}`, {
      code: 'HARNESS_CRASH',
      fault: 'HARNESS',
      cause,
    });
  }
}

/** What an abort of a run means: an error of the harness as it is, anything else somebody's interruption. */
export function interruptionOf(reason: unknown): HarnessError {
  return reason instanceof HarnessError ? reason : new RunInterruptedError(String(reason));
}
