import { type Clock, elapsedMs } from '../clock.ts';
import type { StepResult } from '../event.ts';
import type { RunScope } from './run-scope.ts';

/** What to do after a failed step: `retry` it, `continue` with the next one, or `end` the run. */
export type FailureDecision = 'retry' | 'continue' | 'end';

/**
 * Decides what to do after a step has failed, while everything that the run has started is still running. The run has
 * been diagnosed before. When it throws, the default policy applies: a critical step blocks the later ones.
 *
 * @param signal aborts when the run is interrupted
 */
export type FailureHandler = (result: StepResult, signal: AbortSignal) => Promise<FailureDecision>;

const DESCRIPTION: Readonly<Record<FailureDecision, string>> = {
  retry: 'retry the step',
  continue: 'continue with the next step',
  end: 'end the run',
};

interface DecisionOptions {
  /** Diagnoses the run so far, so that the handler can show the result. */
  readonly diagnose: () => Promise<void>;
  readonly onStepFailed?: FailureHandler | undefined;
  readonly scope: RunScope;
  readonly clock: Clock;
}

/** Calls the handler and logs its decision. @returns undefined when the default policy applies */
export async function decideAfterFailure(
  result: StepResult,
  { diagnose, onStepFailed, scope, clock }: DecisionOptions,
): Promise<FailureDecision | undefined> {
  if (onStepFailed === undefined || scope.endedBy !== undefined) return undefined;
  await diagnose();
  const calledMs = clock.nowMs();
  try {
    const decision = await onStepFailed(result, scope.signal);
    const afterMs = elapsedMs(clock, calledMs);
    const event = result.status === 'failed' ? 'failed' : 'timed out';
    const message = `step ${result.number} ${event}; decision: ${DESCRIPTION[decision]}`;
    scope.log('harness', 'info', message, { decision, afterMs });
    return decision;
  } catch (error) {
    if (scope.endedBy === undefined) {
      const message = `the failure handler threw after step ${result.number}: ${String(error)}; continuing with the default policy`;
      scope.log('harness', 'warn', message);
    }
    return undefined;
  }
}
