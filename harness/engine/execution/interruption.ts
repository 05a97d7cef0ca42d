import { HarnessError } from '../errors.ts';

/** The run was ended from outside before its last step. */
export class RunInterruptedError extends HarnessError {
  readonly by: string;

  /** @param by cause of the interruption, such as `SIGINT` */
  constructor(by: string) {
    super(`the run was interrupted by ${by}`, { code: 'RUN_INTERRUPTED', fault: 'INCONCLUSIVE' });
    this.by = by;
  }
}

/** Uncaught error in the harness; the run is inconclusive. */
export class HarnessCrashError extends HarnessError {
  constructor(cause: unknown) {
    super(`uncaught error in the harness: ${String(cause)}`, {
      code: 'HARNESS_CRASH',
      fault: 'HARNESS',
      cause,
    });
  }
}

/** The error that an abort of the run stands for: a `HarnessError` itself, any other reason an interruption by it. */
export function interruptionOf(reason: unknown): HarnessError {
  return reason instanceof HarnessError ? reason : new RunInterruptedError(String(reason));
}
