import { formatActual } from '../../harness/engine/check-text.ts';
import type { CheckResult, Json } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-result.ts';

/** A value that two runs found differently. */
export interface ValueDifference {
  readonly step: string;
  readonly name: string;
  /** With its unit; absent where the run did not look at it. */
  readonly a?: string;
  readonly b?: string;
  /** What was added from `a` to `b`, with the unit; absent when they are no numbers. */
  readonly delta?: string;
}

export interface ValueDifferences {
  readonly different: readonly ValueDifference[];
  /** Steps of which only one of the runs has found values, and how many. */
  readonly oneSided: readonly { readonly step: string; readonly side: 'a' | 'b'; readonly count: number }[];
  /** How many both runs found alike. */
  readonly equal: number;
}

/** Every value that a check of two runs found, told or not measured, side by side by step and name. */
export function valueDifferences(a: RunResult, b: RunResult): ValueDifferences {
  const steps = [...new Set([...a.steps, ...b.steps].map(({ id }) => id))];
  const different: ValueDifference[] = [];
  const oneSided: ValueDifferences['oneSided'][number][] = [];
  let equal = 0;
  for (const step of steps) {
    const [ofA, ofB] = [checksOf(a, step), checksOf(b, step)];
    if (ofA.size === 0 || ofB.size === 0) {
      const count = ofA.size + ofB.size;
      if (count > 0) oneSided.push({ step, side: ofA.size > 0 ? 'a' : 'b', count });
      continue;
    }
    for (const name of new Set([...ofA.keys(), ...ofB.keys()])) {
      const difference = differenceOf(ofA.get(name), ofB.get(name));
      if (difference === undefined) equal += 1;
      else different.push({ step, name, ...difference });
    }
  }
  return { different, oneSided, equal };
}

/** A name that a step uses more than once counts on. */
function checksOf({ steps }: RunResult, id: string): Map<string, CheckResult> {
  const checks = new Map<string, CheckResult>();
  for (const check of steps.find((step) => step.id === id)?.checks ?? []) {
    let name = check.title;
    for (let count = 2; checks.has(name); count += 1) name = `${check.title} (${count})`;
    checks.set(name, check);
  }
  return checks;
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
  if (from === undefined || to?.length !== from.length) return undefined;
  const deltas = to.map((number, index) => signed(number - (from[index] ?? 0)));
  const unit = a.unit === undefined ? '' : ` ${a.unit}`;
  return (typeof a.actual === 'number' ? deltas.join('') : `[${deltas.join(', ')}]`) + unit;
}

function numbersOf(value: Json): readonly number[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  return list.length > 0 && list.every((item): item is number => typeof item === 'number') ? list : undefined;
}

function signed(value: number): string {
  const rounded = Math.round(value * 1000) / 1000;
  return rounded > 0 ? `+${rounded}` : String(rounded);
}
