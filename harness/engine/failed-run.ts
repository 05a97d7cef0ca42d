import type { ErrorRecord, FailedRun, StepStatus } from './event.ts';
import type { RunResult } from './run-result.ts';

const FAILED: readonly StepStatus[] = ['failed', 'timed-out', 'interrupted'];

/** A run that did not pass, as the runs after it remember it. */
export function toFailedRun({ runId, status, durationMs, steps, error }: RunResult): FailedRun {
  return {
    runId,
    status,
    durationMs,
    steps: steps
      .filter((step) => FAILED.includes(step.status))
      .map(({ number, id, title, status, durationMs, error }) => ({
        ...{ number, id, title, status, durationMs },
        ...(error !== undefined && { error: inShort(error) }),
      })),
    ...(error !== undefined && { error: inShort(error) }),
  };
}

/** The whole is in the log of the run itself. */
function inShort({ name, code, message, fault }: ErrorRecord): ErrorRecord {
  return { name, code, message, fault };
}
