import { isDeepStrictEqual } from 'node:util';
import type { CheckContext } from '../checks/check-context.ts';

/** The names of what was checked: what holds, what does not, and what was not measured. */
export interface Judged {
  readonly held: string[];
  readonly failed: string[];
  readonly unknown: string[];
  /** What was said to what does not hold. */
  readonly notes: string[];
}

/** Does checks outside of a step. What is no finite number is not measured, as in one. */
export function judge(check: (ctx: CheckContext) => void): Judged {
  const judged: Judged = { held: [], failed: [], unknown: [], notes: [] };
  check({
    check(name, { actual, note, ...against }) {
      if (typeof actual === 'number' && !Number.isFinite(actual)) {
        judged.unknown.push(name);
        return false;
      }
      const holds =
        'limit' in against
          ? Number(actual) >= (against.limit.min ?? -Infinity) &&
            Number(actual) <= (against.limit.max ?? Infinity)
          : isDeepStrictEqual(actual, against.expected);
      (holds ? judged.held : judged.failed).push(name);
      if (!holds && note !== undefined) judged.notes.push(note);
      return holds;
    },
    notMeasured: (name) => judged.unknown.push(name),
    record: () => undefined,
  });
  return judged;
}
