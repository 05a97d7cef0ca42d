import type { CheckResult, Json, StepResult } from '../../harness/engine/event.ts';
import { checkKey, checkTitle } from '../check-label.ts';
import { boundsOf } from '../format/values.ts';

/** The value of a check, recorded or not measured values included, for comparison with other runs. */
export interface RunValue {
  readonly step: { readonly number: number; readonly id: string };
  /** Identifies the value across runs: step id and key of the check. */
  readonly key: string;
  /** For people; unique in its step. */
  readonly title: string;
  readonly check: CheckResult;
  /** The measured number, or all numbers of a measured list; empty for any other value. */
  readonly numbers: readonly number[];
  /** Whether the check expects one exact value, rather than one within bounds. */
  readonly isExact: boolean;
}

/** Every value of a run, in the order in which it was measured. */
export function valuesOf({
  steps,
}: {
  readonly steps: readonly Pick<StepResult, 'number' | 'id' | 'checks'>[];
}): RunValue[] {
  return steps.flatMap(({ number, id, checks }) => {
    const counts = new Map<string, number>();
    return checks.map((check): RunValue => {
      const key = checkKey(check);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      // Runs that were recorded before checks had ids may repeat a check.
      const suffix = count === 1 ? '' : ` (${count})`;
      return {
        step: { number, id },
        key: `${id}/${key}${suffix}`,
        title: `${checkTitle(check)}${suffix}`,
        check,
        numbers: numbersOf(check.actual),
        isExact: check.limit !== undefined && boundsOf(check.limit) === undefined,
      };
    });
  });
}

/** The value as a list of numbers. @returns an empty list unless all of it is numeric */
export function numbersOf(value: Json): readonly number[] {
  const list: readonly Json[] = Array.isArray(value) ? value : [value];
  return list.every((item): item is number => typeof item === 'number') ? list : [];
}
