import { elapsedMs } from './clock.ts';
import type { StepResult } from './event.ts';
import type { RunScope } from './run-scope.ts';
import type { StepResources } from './step-context.ts';

/** What becomes of a run after a step has failed: the step is tried again, the next is run all the same, or none is. */
export type FailureDecision = 'retry' | 'continue' | 'end';

/**
 * Asked after a step has failed, while all that the run has started is still there. What it throws is told, and the
 * run goes its usual way.
 *
 * @param signal aborted when the run is interrupted
 */
export type FailureHandler = (result: StepResult, signal: AbortSignal) => Promise<FailureDecision>;

const TELL: Readonly<Record<FailureDecision, string>> = {
  retry: 'is tried again',
  continue: 'is left behind, the next one is run',
  end: 'is the last one',
};

interface Decider {
  readonly onStepFailed?: FailureHandler | undefined;
  readonly scope: RunScope;
  readonly resources: Pick<StepResources, 'clock'>;
}

/** Asks, and tells the answer in the event log. @returns undefined when nobody decides */
export async function decide(
  result: StepResult,
  { onStepFailed, scope, resources: { clock } }: Decider,
): Promise<FailureDecision | undefined> {
  if (onStepFailed === undefined || scope.endedBy !== undefined) return undefined;
  const askedMs = clock.nowMs();
  try {
    const decision = await onStepFailed(result, scope.signal);
    const afterMs = elapsedMs(clock, askedMs);
    const message = `decided: step ${result.number}, which ${result.status === 'failed' ? 'failed' : 'timed out'}, ${TELL[decision]}`;
    scope.log('harness', 'info', message, { decision, afterMs });
    return decision;
  } catch (error) {
    if (scope.endedBy === undefined) {
      scope.log(
        'harness',
        'warn',
        `nobody could decide what to do after step ${result.number}: ${String(error)}`,
      );
    }
    return undefined;
  }
}
