import { isDeepStrictEqual } from 'node:util';
import { formatActual, formatLimit } from './check-text.ts';
import { HarnessError } from './errors.ts';
import type { CheckResult, Json, NumberLimit } from './event.ts';
import { clip } from './json.ts';
import type { ExactCheck, NumberCheck } from './scenario.ts';

/** A step came to its end, but something that it measured is not as it must be. */
export class CheckFailedError extends HarnessError {
  readonly failed: readonly CheckResult[];

  /** @param total how many were judged */
  constructor(failed: readonly CheckResult[], total: number) {
    super(`${failed.length} of ${total} checks failed: ${failed.map(tellFailure).join('; ')}`, {
      code: 'CHECK_FAILED',
      fault: 'PRODUCT',
    });
    this.failed = failed;
  }
}

/** Code of a {@link NotMeasuredError}. */
export const NOT_MEASURED = 'NOT_MEASURED';

/** A step came to its end, but something that it had to measure could not be measured. */
export class NotMeasuredError extends HarnessError {
  readonly notMeasured: readonly CheckResult[];

  constructor(notMeasured: readonly CheckResult[], total: number) {
    const reasons = notMeasured.map(({ title, note }) => `${title}: ${note}`).join('; ');
    super(`${notMeasured.length} of ${total} checks could not be measured: ${reasons}`, {
      code: NOT_MEASURED,
      fault: 'INCONCLUSIVE',
    });
    this.notMeasured = notMeasured;
  }
}

/** What identifies a check. */
export type CheckLabel = Pick<CheckResult, 'id' | 'title' | 'instance'>;

/** Compares. A number that is not finite counts as not measured: JSON cannot carry it, and nothing measures so. */
export function evaluate(label: CheckLabel, check: ExactCheck | NumberCheck): CheckResult {
  const limit = 'limit' in check ? checkedLimit(label.id, check.limit) : check.expected;
  const told = { limit, ...(check.unit !== undefined && { unit: check.unit }) };
  const { actual } = check;
  if (typeof actual === 'number' && !Number.isFinite(actual)) {
    return {
      ...label,
      status: 'not-measured',
      actual: null,
      ...told,
      note: `the measurement gave ${actual}`,
    };
  }
  const holds = 'limit' in check ? isWithin(check.actual, check.limit) : isDeepStrictEqual(actual, limit);
  const note = check.note === undefined ? undefined : { note: check.note };
  return { ...label, status: holds ? 'passed' : 'failed', actual, ...told, ...note };
}

/** Whether a result is a recorded value: one without a limit, which cannot fail. */
export function isRecordedValue({ limit, status }: CheckResult): boolean {
  return limit === undefined && status === 'passed';
}

/** What a step's checks say about it: the error that fails it, if any. */
export function verdictOf(checks: readonly CheckResult[]): HarnessError | undefined {
  const failed = checks.filter(({ status }) => status === 'failed');
  const total = checks.filter((check) => !isRecordedValue(check)).length;
  if (failed.length > 0) return new CheckFailedError(failed, total);
  const notMeasured = checks.filter(({ status }) => status === 'not-measured');
  if (notMeasured.length > 0) return new NotMeasuredError(notMeasured, total);
  return undefined;
}

function isWithin(actual: number, { min = -Infinity, max = Infinity }: NumberLimit): boolean {
  return actual >= min && actual <= max;
}

/** A limit without bounds would let everything pass. */
function checkedLimit(name: string, limit: NumberLimit): Json {
  const { min, max } = limit;
  if ((min === undefined && max === undefined) || Number.isNaN(min) || Number.isNaN(max)) {
    throw new TypeError(`check "${name}": its limit needs a min or a max, found ${JSON.stringify(limit)}`);
  }
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

function tellFailure(check: CheckResult): string {
  return clip(`${check.title} is ${formatActual(check)}, must be ${formatLimit(check)}`, 400);
}
