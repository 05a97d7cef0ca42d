import { diagnose, type RunRecord } from '../../../harness/diagnosis/index.ts';
import { isExpectedStep } from '../define-fault.ts';
import { codesOf } from './assess-case.ts';
import type { CaseFile } from './case-folder.ts';
import type { PlannedDistractor } from './planned-case.ts';

/** A distractor in the table: by itself, or beside a fault. */
export interface DistractorRow {
  readonly id: string;
  readonly title: string;
  /** Id of the fault beside it. */
  readonly beside: string | undefined;
  readonly step: string | undefined;
  readonly causes: readonly string[];
  readonly broken: string | undefined;
  /** The verdict is the one without the distractor. */
  readonly isUnchanged: boolean;
  readonly problems: readonly string[];
}

/** Compares a case that has a distractor with the same case without it. */
export function assessDistractor(
  { id, distractor, fault }: PlannedDistractor,
  file: CaseFile,
  record: RunRecord,
): DistractorRow {
  const diagnosis = diagnose(record);
  const causes = codesOf(diagnosis?.causes);
  const [first] = causes;
  const { adds } = distractor;
  const row = { id, title: distractor.title, beside: fault?.id, step: diagnosis?.step.id, causes };
  const isUnchanged =
    fault === undefined
      ? file.status === 'passed' && diagnosis === undefined
      : adds === undefined
        ? first === fault.expected.cause &&
          causes.length === 1 &&
          isExpectedStep(fault.expected, diagnosis?.step.id) &&
          diagnosis?.broken === fault.boundary
        : causes.includes(adds) && causes.includes(fault.expected.cause);
  return { ...row, broken: diagnosis?.broken, isUnchanged, problems: file.problems };
}
