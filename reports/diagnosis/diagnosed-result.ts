import type { ErrorRecord, FaultClass, StepResult } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { UNKNOWN_CAUSE } from '../../harness/run-data/cause-classes.ts';
import type { Diagnosis } from '../../harness/run-data/diagnosis.ts';
import { noColours } from '../console/terminal.ts';
import { diagnosisBlock } from './diagnosis-block.ts';
import { parseDiagnosis } from './parse-diagnosis.ts';
import { errorBeside } from './repetition.ts';

const NAME = 'Diagnosis';

/**
 * A result whose first failed step has the diagnosed cause as its error, for formats with one error for each step. What
 * the error of the step adds to it follows as its cause.
 */
export function diagnosedResult(result: RunResult): RunResult {
  const diagnosis = parseDiagnosis(result.diagnosis);
  if (diagnosis === undefined) return result;
  return {
    ...result,
    steps: result.steps.map((step) =>
      step.number === diagnosis.step.number && (step.status === 'failed' || step.status === 'timed-out')
        ? { ...step, error: diagnosedError(step, diagnosis) }
        : step,
    ),
  };
}

/** Whether an error is a diagnosed cause. Its message begins with the code. */
export function isDiagnosed({ name }: ErrorRecord): boolean {
  return name === NAME;
}

function diagnosedError({ error }: StepResult, diagnosis: Diagnosis): ErrorRecord {
  const { causes, verdict } = diagnosis;
  const [first = { ...UNKNOWN_CAUSE, summary: verdict }] = causes;
  const beside = error === undefined ? undefined : errorBeside(error, diagnosis);
  const named = causes.map(({ code, summary }) => `${code}: ${summary}`);
  // While the cause is unknown, the error of the step decides who has to act.
  const fault: FaultClass = causes.length === 0 ? (error?.fault ?? first.class) : first.class;
  return {
    name: NAME,
    code: first.code,
    fault,
    message: named.length === 0 ? `${first.code}: ${verdict}` : named.join('\n'),
    stack: detailsOf(diagnosis).join('\n'),
    ...(beside !== undefined && { cause: beside }),
  };
}

/** The block without its verdict, which is the message. */
function detailsOf(diagnosis: Diagnosis): string[] {
  const lines = diagnosisBlock(diagnosis, { paint: noColours, width: Number.POSITIVE_INFINITY });
  return lines.slice(Math.max(1, Math.min(2, diagnosis.causes.length)));
}
