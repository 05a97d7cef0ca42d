import { HarnessError } from './errors.ts';
import type { RunStatus, StepResult } from './event.ts';
import { RunInterruptedError } from './interruption.ts';

/** Every step was left out: nothing is known to work. */
class NothingProvedError extends HarnessError {
  constructor() {
    super('no step came to its end: a run that proved nothing has not passed', {
      code: 'NOTHING_PROVED',
      fault: 'INCONCLUSIVE',
    });
  }
}

/** The steps passed, but the run left something behind. */
class TeardownFailedError extends HarnessError {
  readonly teardowns: readonly string[];

  constructor(teardowns: readonly string[]) {
    super(`could not end ${teardowns.map((name) => `"${name}"`).join(', ')}: it may still be running`, {
      code: 'TEARDOWN_FAILED',
      fault: 'HARNESS',
    });
    this.teardowns = teardowns;
  }
}

export interface RunEnding {
  readonly steps: readonly StepResult[];
  /** Number of the step that starts the environment. */
  readonly setUp: number;
  /** What ended the run from outside its steps. */
  readonly error: HarnessError | undefined;
  /** Names of the teardowns that failed. */
  readonly failedTeardowns: readonly string[];
}

/**
 * What a run as a whole has come to. An environment that could not be started is not a failure of the pipeline: it was
 * never put to the test.
 */
export function runVerdict({ steps, setUp, error, failedTeardowns }: RunEnding): {
  status: RunStatus;
  error?: HarnessError;
} {
  if (error !== undefined) {
    if (error instanceof RunInterruptedError) return { status: 'interrupted', error };
    const nothingRan = steps.every(({ status }) => status === 'not-run');
    return { status: nothingRan && error.fault === 'ENVIRONMENT' ? 'not-started' : 'failed', error };
  }
  const failed = steps.filter(({ status }) => status === 'failed' || status === 'timed-out');
  const [first] = failed;
  if (first !== undefined) {
    const notStarted = first.number <= setUp && first.error?.fault === 'ENVIRONMENT';
    return { status: notStarted ? 'not-started' : 'failed' };
  }
  if (failedTeardowns.length > 0)
    return { status: 'failed', error: new TeardownFailedError(failedTeardowns) };
  if (!steps.some(({ status }) => status === 'passed'))
    return { status: 'failed', error: new NothingProvedError() };
  return { status: 'passed' };
}
