import { isDeepStrictEqual } from 'node:util';
import { formatActual, formatLimit } from './check-text.ts';
import { HarnessError } from './errors.ts';
import type { CheckResult, Json, NumberLimit } from './event.ts';
import { clip } from './json.ts';
import type { ExactCheck, NumberCheck } from './scenario.ts';

/** A step ended with checks whose value is outside its limit. */
export class CheckFailedError extends HarnessError {
  readonly failed: readonly CheckResult[];

  /** @param total number of checks of the step */
  constructor(failed: readonly CheckResult[], total: number) {
    super(`${failed.length} of ${total} checks failed: ${failed.map(describeFailure).join('; ')}`, {
      code: 'CHECK_FAILED',
      fault: 'PRODUCT',
    });
    this.failed = failed;
  }
}

/** Code of a {@link NotMeasuredError}. */
export const NOT_MEASURED = 'NOT_MEASURED';

/** A step ended with checks that could not be made. */
export class NotMeasuredError extends HarnessError {
  readonly notMeasured: readonly CheckResult[];

  /** @param total number of checks of the step */
  constructor(notMeasured: readonly CheckResult[], total: number) {
    const reasons = notMeasured.map(({ title, note }) => `${title}: ${note}`).join('; ');
    super(`${notMeasured.length} of ${total} checks could not be measured: ${reasons}`, {
      code: NOT_MEASURED,
      fault: 'INCONCLUSIVE',
    });
    this.notMeasured = notMeasured;
  }
}

/** An id that is not kebab-case, or that a step uses for two results. */
class CheckIdError extends HarnessError {
  readonly id: string;

  constructor(id: string, problem: string, code: 'CHECK_ID_INVALID' | 'CHECK_ID_DUPLICATE') {
    super(`check "${id}" ${problem}`, { code, fault: 'HARNESS' });
    this.id = id;
  }
}

/** What identifies a check. */
export type CheckLabel = Pick<CheckResult, 'id' | 'title' | 'instance'>;

const CHECK_ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Requires an id that reports and configurations can refer to: kebab-case, and with its instance unique among the
 * results of the step.
 *
 * @throws {HarnessError} `CHECK_ID_INVALID` or `CHECK_ID_DUPLICATE`
 */
export function requireUsableId({ id, instance }: CheckLabel, recorded: readonly CheckLabel[]): void {
  if (!CHECK_ID.test(id)) {
    throw new CheckIdError(
      id,
      'has an invalid id: use kebab-case, such as "av-offset-max", and put text for people into `title`',
      'CHECK_ID_INVALID',
    );
  }
  if (recorded.some((other) => other.id === id && other.instance === instance)) {
    const which = instance === undefined ? 'without an instance' : `for instance "${instance}"`;
    throw new CheckIdError(
      id,
      `was recorded twice ${which}: give each result its own \`instance\``,
      'CHECK_ID_DUPLICATE',
    );
  }
}

/** Compares a value with its limit. A number that is not finite is not measured: JSON cannot represent it. */
export function evaluate(label: CheckLabel, check: ExactCheck | NumberCheck): CheckResult {
  const limit = 'limit' in check ? requireBounds(label.id, check.limit) : check.expected;
  const expectation = { limit, ...(check.unit !== undefined && { unit: check.unit }) };
  const { actual } = check;
  if (typeof actual === 'number' && !Number.isFinite(actual)) {
    return {
      ...label,
      status: 'not-measured',
      actual: null,
      ...expectation,
      note: `the measurement gave ${actual}`,
    };
  }
  const holds = 'limit' in check ? isWithin(check.actual, check.limit) : isDeepStrictEqual(actual, limit);
  const note = check.note === undefined ? undefined : { note: check.note };
  return { ...label, status: holds ? 'passed' : 'failed', actual, ...expectation, ...note };
}

/** Whether a result is a recorded value: one without a limit, which cannot fail. */
export function isRecordedValue({ limit, status }: CheckResult): boolean {
  return limit === undefined && status === 'passed';
}

/** The error with which its checks fail a step; undefined when all passed that apply to what was tested. */
export function failureOf(checks: readonly CheckResult[]): HarnessError | undefined {
  const failed = checks.filter(({ status }) => status === 'failed');
  const total = checks.filter((check) => !isRecordedValue(check)).length;
  if (failed.length > 0) return new CheckFailedError(failed, total);
  const notMeasured = checks.filter(
    ({ status, inapplicable }) => status === 'not-measured' && inapplicable !== true,
  );
  if (notMeasured.length > 0) return new NotMeasuredError(notMeasured, total);
  return undefined;
}

function isWithin(actual: number, { min = -Infinity, max = Infinity }: NumberLimit): boolean {
  return actual >= min && actual <= max;
}

/** Rejects a limit without bounds, which every number would pass. */
function requireBounds(id: string, limit: NumberLimit): Json {
  const { min, max } = limit;
  if ((min === undefined && max === undefined) || Number.isNaN(min) || Number.isNaN(max)) {
    throw new TypeError(`check "${id}": its limit needs a min or a max, found ${JSON.stringify(limit)}`);
  }
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

function describeFailure(check: CheckResult): string {
  return clip(`${check.title} is ${formatActual(check)}, must be ${formatLimit(check)}`, 400);
}
