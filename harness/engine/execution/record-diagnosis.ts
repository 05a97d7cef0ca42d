import type { Clock } from '../clock.ts';
import { HarnessError } from '../errors.ts';
import type { EventLog } from '../run-folder/event-log.ts';
import type { Scenario } from '../scenario.ts';
import { withinDeadline } from './deadline.ts';
import type { RunScope } from './run-scope.ts';

const WITHIN_MS = 10_000;

class DiagnosisTimeoutError extends HarnessError {
  constructor() {
    super(`the diagnosis did not end within ${WITHIN_MS} ms`, {
      code: 'DIAGNOSIS_TIMEOUT',
      fault: 'HARNESS',
    });
  }
}

/** Diagnoses the run so far and records the result. A diagnosis that fails is logged and has no other effect. */
export async function recordDiagnosis<Rig>(
  { diagnose }: Scenario<Rig>,
  run: { readonly folder: string; readonly clock: Clock; readonly scope: RunScope; readonly log: EventLog },
): Promise<void> {
  if (diagnose === undefined) return;
  const { folder, clock, scope, log } = run;
  const outcome = await withinDeadline(() => diagnose(folder), {
    clock,
    timeoutMs: WITHIN_MS,
    timeoutError: () => new DiagnosisTimeoutError(),
    stop: scope.signal,
    graceMs: 0,
  });
  if (outcome.kind === 'done') {
    if (outcome.value !== undefined) log.append({ type: 'diagnosis', diagnosis: outcome.value });
  } else if (!scope.signal.aborted) {
    const problem = String(outcome.kind === 'threw' ? outcome.error : outcome.reason);
    scope.log('harness', 'warn', `the run could not be diagnosed: ${problem}`);
  }
}
