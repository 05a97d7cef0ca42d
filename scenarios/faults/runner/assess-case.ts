import { CAUSES, diagnose, type RunRecord } from '../../../harness/diagnosis/index.ts';
import { BOUNDARIES, type Diagnosis } from '../../../harness/run-data/diagnosis.ts';
import { type ExpectedDiagnosis, type Fault, isExpectedStep } from '../define-fault.ts';
import type { CaseFile } from './case-folder.ts';

/** A fault in the table. */
export interface FaultRow {
  readonly id: string;
  readonly title: string;
  readonly boundary: string;
  readonly expected: ExpectedDiagnosis;
  /** The run failed, and because of the fault. */
  readonly detected: boolean;
  /** The first step that failed. */
  readonly step: string | undefined;
  readonly rightStep: boolean;
  /** Codes of the named causes, in order. */
  readonly causes: readonly string[];
  readonly alternatives: readonly string[];
  readonly causeFirst: boolean;
  readonly causeInThree: boolean;
  /** The first boundary that differs from a good run. */
  readonly broken: string | undefined;
  readonly rightChain: boolean;
  /** From the first evidence of the first cause to the end of the failed step. Absent when no cause was named. */
  readonly verdictS: number | undefined;
  /** The diagnosis without the fault's own cause in the registry. */
  readonly leaveOneOut: {
    readonly causes: readonly string[];
    readonly broken: string | undefined;
    readonly isUnknown: boolean;
  };
  readonly durationS: number;
  /** Why the case does not count as detected. */
  readonly problems: readonly string[];
}

/** Diagnoses a frozen case and compares the diagnosis with what the fault expects. */
export function assessFault(fault: Fault, file: CaseFile, record: RunRecord): FaultRow {
  const { id, title, boundary, expected } = fault;
  const diagnosis = diagnose(record);
  const leftOut = diagnose(
    record,
    CAUSES.filter(({ code }) => code !== expected.cause),
  );
  const isGreen = file.status === 'passed';
  const problems = [...file.problems, ...(isGreen ? ['the run passed: the fault has no effect'] : [])];
  const causes = codesOf(diagnosis?.causes);
  const alternatives = codesOf(diagnosis?.alternatives);
  const leaveOneOut = { causes: codesOf(leftOut?.causes), broken: leftOut?.broken };
  return {
    ...{ id, title, boundary, expected },
    detected: problems.length === 0,
    step: diagnosis?.step.id,
    rightStep: isExpectedStep(expected, diagnosis?.step.id),
    ...{ causes, alternatives },
    causeFirst: causes[0] === expected.cause,
    causeInThree: [...causes, ...alternatives].slice(0, 3).includes(expected.cause),
    broken: diagnosis?.broken,
    rightChain: diagnosis !== undefined && isRightChain(diagnosis, fault),
    verdictS: diagnosis === undefined ? undefined : verdictS(diagnosis, record),
    leaveOneOut: {
      ...leaveOneOut,
      isUnknown: leftOut !== undefined && leaveOneOut.causes.length === 0 && leftOut.broken === boundary,
    },
    durationS: file.durationS,
    problems,
  };
}

/** The chain breaks at the fault's boundary, and nowhere before it. */
function isRightChain({ broken, chain }: Diagnosis, { boundary }: Fault): boolean {
  const position = BOUNDARIES.indexOf(boundary);
  const upstream = chain.filter(({ id }) => BOUNDARIES.indexOf(id) < position);
  return broken === boundary && upstream.every(({ status }) => status !== 'broken' && status !== 'affected');
}

function verdictS({ causes: [cause], step }: Diagnosis, { events }: RunRecord): number | undefined {
  if (cause === undefined) return undefined;
  const end = events.find((event) => event.type === 'step:end' && event.result.number === step.number);
  const signs = cause.evidence.filter(({ isContext }) => isContext !== true);
  const firstMs = Math.min(...signs.flatMap(({ atMs }) => atMs ?? []));
  // Evidence of a probe is younger than the end of the step.
  return end === undefined || !Number.isFinite(firstMs) ? undefined : Math.max(0, end.atMs - firstMs) / 1000;
}

export function codesOf(causes: Diagnosis['causes'] = []): readonly string[] {
  return causes.map(({ code }) => code);
}
