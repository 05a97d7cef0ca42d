import { isDeepStrictEqual } from 'node:util';
import type { CheckContext } from '../checks/check-context.ts';

/** The checks that a function made, by id. */
export interface RecordedChecks {
  readonly passed: string[];
  readonly failed: string[];
  readonly notMeasured: string[];
  /** Values without a limit. */
  readonly recorded: string[];
  /** Notes of the failed checks. */
  readonly notes: string[];
  /** Everything that was given to the context, in order. */
  readonly made: ({ readonly id: string } & Readonly<Record<string, unknown>>)[];
}

/**
 * Makes checks outside of a step. As in a step, a number that is not finite counts as not measured, and an id and
 * instance may be used once.
 */
export function recordChecks(makeChecks: (ctx: CheckContext) => void): RecordedChecks {
  const checks: RecordedChecks = {
    ...{ passed: [], failed: [], notMeasured: [], recorded: [], notes: [], made: [] },
  };
  const keep = (id: string, given: { readonly instance?: string }): void => {
    const isTaken = checks.made.some((made) => made.id === id && made.instance === given.instance);
    if (isTaken) throw new Error(`check ${id} was made twice`);
    checks.made.push({ id, ...given });
  };
  makeChecks({
    check(id, given) {
      keep(id, given);
      const { actual, note } = given;
      if (typeof actual === 'number' && !Number.isFinite(actual)) {
        checks.notMeasured.push(id);
        return false;
      }
      const passes =
        'limit' in given
          ? Number(actual) >= (given.limit.min ?? -Infinity) &&
            Number(actual) <= (given.limit.max ?? Infinity)
          : isDeepStrictEqual(actual, given.expected);
      (passes ? checks.passed : checks.failed).push(id);
      if (!passes && note !== undefined) checks.notes.push(note);
      return passes;
    },
    notMeasured(id, given) {
      keep(id, given);
      checks.notMeasured.push(id);
    },
    record(id, given) {
      keep(id, given);
      checks.recorded.push(id);
    },
  });
  return checks;
}
