import type { ErrorRecord, FailedRun, StepResult } from '../harness/engine/event.ts';
import type { RunResult } from '../harness/engine/run-folder/run-result.ts';
import { counted } from './format/values.ts';

/**
 * What a step shows about the pipeline. `failure`: the pipeline does not meet the expectation. `error`: inconclusive,
 * because the environment, the harness or the measurement failed, or the run was interrupted. `skipped`: the step did
 * not run.
 */
export type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

/** How a step ended in an earlier attempt at the same run. */
export type FailedStep = FailedRun['steps'][number];

/** Classifies a step for formats that separate failures of the product from errors of the test. */
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

/** The first step that failed, timed out or was interrupted; `undefined` when every step passed. */
export function failedStep({ steps }: RunResult): StepResult | undefined {
  return steps.find(
    ({ status }) => status === 'failed' || status === 'timed-out' || status === 'interrupted',
  );
}

/** Why a step did not run: `not run: blocked by step 2`. */
export function whySkipped({ status, reason }: StepResult): string {
  const label = status === 'not-run' ? 'not run' : 'skipped';
  return reason === undefined ? label : `${label}: ${reason}`;
}

const UNEXPLAINED: ErrorRecord = {
  name: 'RunNotPassedError',
  code: 'RUN_NOT_PASSED',
  message: 'the run did not pass, although none of its steps failed',
  fault: 'INCONCLUSIVE',
};

/**
 * The error of a run in which no step failed: a failed teardown, or an interruption between two steps. Reports that
 * list only steps must add it, otherwise such a run looks green.
 */
export function faultOutsideSteps({ status, steps, error }: RunResult): ErrorRecord | undefined {
  const isExplained = steps.some((step) => ['failure', 'error'].includes(outcomeOf(step)));
  return status === 'passed' || isExplained ? undefined : (error ?? UNEXPLAINED);
}

/** The failures of a step in earlier attempts, oldest first. */
export function failedBefore({ number, id }: StepResult, { earlier = [] }: RunResult): FailedStep[] {
  return earlier.flatMap(({ steps }) => steps.filter((step) => step.number === number && step.id === id));
}

/** Why a run was retried: `20261122-… failed at step 2 worker-connected`. */
export function retryReason({ runId, status, steps, error }: FailedRun): string {
  const [first] = steps;
  if (first !== undefined) return `${runId} failed at step ${first.number} ${first.id}`;
  return `${runId} ${status.replace('-', ' ')}${error === undefined ? '' : `: ${error.code}`}`;
}

/** The causes of an error, nearest first, without those whose message an earlier message already contains. */
export function distinctCauses(error: ErrorRecord): ErrorRecord[] {
  const causes: ErrorRecord[] = [];
  let shown = error.message;
  for (let { cause } = error; cause !== undefined; cause = cause.cause) {
    if (onOneLine(shown).includes(onOneLine(cause.message))) continue;
    causes.push(cause);
    shown += `\n${cause.message}`;
  }
  return causes;
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** The code of a harness error, or the class name of any other error. */
export function errorLabel({ code, name }: ErrorRecord): string {
  return code === 'UNEXPECTED' ? name : code;
}

/** The warnings and errors that a run logged: `2 warnings`, `1 logged error`; empty without any. */
export function loggedCounts({
  warnings = 0,
  loggedErrors = 0,
}: Pick<RunResult, 'warnings' | 'loggedErrors'>): string[] {
  return [
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
    ...(loggedErrors === 0 ? [] : [counted(loggedErrors, 'logged error')]),
  ];
}
