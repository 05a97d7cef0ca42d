import type { ErrorRecord, StepResult } from '../harness/engine/event.ts';
import type { RunResult } from '../harness/engine/run-result.ts';

/**
 * What a step says about the pipeline. `failure`: the pipeline is not as it must be. `error`: nothing is known,
 * as the environment, the harness or the measurement failed, or the run was ended. `skipped`: it did not run.
 */
export type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

export function outcomeOf({ status, error }: Pick<StepResult, 'status' | 'error'>): Outcome {
  switch (status) {
    case 'passed':
      return 'passed';
    case 'failed':
    case 'timed-out':
      return error?.fault === 'PRODUCT' ? 'failure' : 'error';
    case 'interrupted':
      return 'error';
    case 'skipped':
    case 'not-run':
      return 'skipped';
  }
}

/** The first step that went wrong; `undefined` when the run passed. */
export function failedStep({ steps }: RunResult): StepResult | undefined {
  return steps.find(
    ({ status }) => status === 'failed' || status === 'timed-out' || status === 'interrupted',
  );
}

/** Why a step did not run: `not run: blocked by step 2`. */
export function whySkipped({ status, reason }: StepResult): string {
  const said = status === 'not-run' ? 'not run' : 'skipped';
  return reason === undefined ? said : `${said}: ${reason}`;
}

const UNEXPLAINED: ErrorRecord = {
  name: 'RunNotPassedError',
  code: 'RUN_NOT_PASSED',
  message: 'the run did not pass, although none of its steps failed',
  fault: 'INCONCLUSIVE',
};

/**
 * What kept a run from passing when none of its steps tells: a teardown that failed, or an end from outside
 * between two steps. Reports that only know steps must tell it as well, or such a run looks green.
 */
export function faultOutsideSteps({ status, steps, error }: RunResult): ErrorRecord | undefined {
  const told = steps.some((step) => ['failure', 'error'].includes(outcomeOf(step)));
  return status === 'passed' || told ? undefined : (error ?? UNEXPLAINED);
}
