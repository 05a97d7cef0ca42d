import { formatActual } from '../../harness/engine/check-text.ts';
import type { CheckResult } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { numbersOf, type RunValue, valuesOf } from '../recorded-runs/measured-values.ts';

/** A value that differs between two runs. */
export interface ValueDifference {
  readonly step: string;
  readonly name: string;
  /** With its unit; absent when the run lacks the check. */
  readonly a?: string;
  readonly b?: string;
  /** `b` minus `a`, with the unit; absent for values that are not numeric. */
  readonly delta?: string;
}

export interface ValueDifferences {
  readonly different: readonly ValueDifference[];
  /** Steps in which only one of the runs has values, and their number. */
  readonly oneSided: readonly { readonly step: string; readonly side: 'a' | 'b'; readonly count: number }[];
  /** The number of values that are equal in both runs. */
  readonly equal: number;
}

/** Compares the values of two runs by step and check. */
export function valueDifferences(a: RunResult, b: RunResult): ValueDifferences {
  const steps = [...new Set([...a.steps, ...b.steps].map(({ id }) => id))];
  const [valuesA, valuesB] = [valuesByStep(a), valuesByStep(b)];
  const different: ValueDifference[] = [];
  const oneSided: ValueDifferences['oneSided'][number][] = [];
  let equal = 0;
  for (const step of steps) {
    const [ofA, ofB] = [valuesA.get(step) ?? new Map(), valuesB.get(step) ?? new Map()];
    if (ofA.size === 0 || ofB.size === 0) {
      const count = ofA.size + ofB.size;
      if (count > 0) oneSided.push({ step, side: ofA.size > 0 ? 'a' : 'b', count });
      continue;
    }
    for (const key of new Set([...ofA.keys(), ...ofB.keys()])) {
      const [inA, inB] = [ofA.get(key), ofB.get(key)];
      const name = (inB ?? inA)?.title ?? key;
      const difference = differenceOf(inA?.check, inB?.check);
      if (difference === undefined) equal += 1;
      else different.push({ step, name, ...difference });
    }
  }
  return { different, oneSided, equal };
}

function valuesByStep(run: RunResult): Map<string, Map<string, RunValue>> {
  const byStep = new Map<string, Map<string, RunValue>>();
  for (const value of valuesOf(run)) {
    const ofStep = byStep.get(value.step.id) ?? new Map();
    byStep.set(value.step.id, ofStep.set(value.key, value));
  }
  return byStep;
}

function differenceOf(
  a: CheckResult | undefined,
  b: CheckResult | undefined,
): Pick<ValueDifference, 'a' | 'b' | 'delta'> | undefined {
  const [textA, textB] = [a, b].map((check) => (check === undefined ? undefined : formatActual(check)));
  if (textA === textB) return undefined;
  const delta = a && b && deltaOf(a, b);
  return {
    ...(textA !== undefined && { a: textA }),
    ...(textB !== undefined && { b: textB }),
    ...(delta !== undefined && { delta }),
  };
}

function deltaOf(a: CheckResult, b: CheckResult): string | undefined {
  if (a.unit !== b.unit || a.status === 'not-measured' || b.status === 'not-measured') return undefined;
  const [from, to] = [numbersOf(a.actual), numbersOf(b.actual)];
  if (from.length === 0 || to.length !== from.length) return undefined;
  const deltas = to.map((number, index) => signed(number - (from[index] ?? Number.NaN)));
  const unit = a.unit === undefined ? '' : ` ${a.unit}`;
  return (typeof a.actual === 'number' ? deltas.join('') : `[${deltas.join(', ')}]`) + unit;
}

function signed(value: number): string {
  const rounded = Math.round(value * 1000) / 1000;
  return rounded > 0 ? `+${rounded}` : String(rounded);
}
