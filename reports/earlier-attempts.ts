import type { FailedRun, StepResult } from '../harness/engine/event.ts';
import type { RunResult } from '../harness/engine/run-result.ts';

/** How a step ended in an earlier run of the same. */
export type FailedStep = FailedRun['steps'][number];

/** How often a step failed before the run in question, oldest first. */
export function failedBefore({ number, id }: StepResult, { earlier = [] }: RunResult): FailedStep[] {
  return earlier.flatMap(({ steps }) => steps.filter((step) => step.number === number && step.id === id));
}

/** Why a run was made again: `20261122-… failed at step 2 worker-connected`. */
export function whyAgain({ runId, status, steps, error }: FailedRun): string {
  const [first] = steps;
  if (first !== undefined) return `${runId} failed at step ${first.number} ${first.id}`;
  return `${runId} ${status.replace('-', ' ')}${error === undefined ? '' : `: ${error.code}`}`;
}
