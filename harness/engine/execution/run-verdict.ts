import { HarnessError } from '../errors.ts';
import type { RunStatus, StepResult } from '../event.ts';
import { RunInterruptedError } from './interruption.ts';

/** Every step was skipped, so the run has no result. */
class NothingProvedError extends HarnessError {
  constructor() {
    super('no step passed: a run without a result does not pass', {
      code: 'NOTHING_PROVED',
      fault: 'INCONCLUSIVE',
    });
  }
}

/** The steps passed, but a clean-up failed. */
class TeardownFailedError extends HarnessError {
  readonly teardowns: readonly string[];

  constructor(teardowns: readonly string[]) {
    super(`teardown failed: ${teardowns.map((name) => `"${name}"`).join(', ')}. It may still be running`, {
      code: 'TEARDOWN_FAILED',
      fault: 'HARNESS',
    });
    this.teardowns = teardowns;
  }
}

export interface RunEnding {
  readonly steps: readonly StepResult[];
  /** Number of the step that starts the environment. */
  readonly setupStep: number;
  /** The error that ended the run, unless a step failed. */
  readonly error: HarnessError | undefined;
  /** Names of the teardowns that failed. */
  readonly failedTeardowns: readonly string[];
}

/**
 * Determines the status of a run. An environment that could not be started is not a failure of the pipeline, which was
 * not tested.
 */
export function runVerdict({ steps, setupStep, error, failedTeardowns }: RunEnding): {
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
    const notStarted = first.number <= setupStep && first.error?.fault === 'ENVIRONMENT';
    return { status: notStarted ? 'not-started' : 'failed' };
  }
  if (failedTeardowns.length > 0)
    return { status: 'failed', error: new TeardownFailedError(failedTeardowns) };
  if (!steps.some(({ status }) => status === 'passed'))
    return { status: 'failed', error: new NothingProvedError() };
  return { status: 'passed' };
}
