import type { RunResult } from '../../harness/engine/run-result.ts';

/** One combination of a matrix and how it ended. */
export interface MatrixRun {
  /** What tells it from the others: `full-pipeline · compose · echo`. */
  readonly label: string;
  readonly result: RunResult;
}

/** How many of the runs ended how, and whether that is a pass. */
export function matrixVerdict(runs: readonly MatrixRun[]): {
  readonly passed: boolean;
  readonly text: string;
} {
  const count = (status: RunResult['status']): number =>
    runs.filter(({ result }) => result.status === status).length;
  const flaky = runs.filter(({ result }) => result.flaky === true).length;
  const flakyNote = flaky > 0 ? ` (${flaky} flaky)` : '';
  const counts = (['passed', 'failed', 'not-started', 'interrupted'] as const)
    .map((status) => [count(status), status] as const)
    .filter(([number]) => number > 0);
  return {
    passed: runs.length > 0 && count('passed') === runs.length,
    text: counts
      .map(
        ([number, status]) => `${number} ${status.replace('-', ' ')}${status === 'passed' ? flakyNote : ''}`,
      )
      .join(', '),
  };
}

/** The steps of all runs, in the order in which they are first seen. */
export function stepsOf(runs: readonly MatrixRun[]): string[] {
  return [...new Set(runs.flatMap(({ result }) => result.steps.map(({ id }) => id)))];
}

/** A check's name with what each run measured; `undefined` where a run has no such check. */
export interface MeasuredRow {
  readonly step: string;
  readonly check: string;
  readonly unit: string;
  readonly values: readonly (number | undefined)[];
}

/** Every number that at least two of the runs have measured, side by side. */
export function measuredRows(runs: readonly MatrixRun[]): MeasuredRow[] {
  const rows = new Map<
    string,
    { step: string; check: string; unit: string; values: (number | undefined)[] }
  >();
  runs.forEach(({ result }, column) => {
    for (const step of result.steps) {
      for (const { title: name, actual, unit } of step.checks) {
        if (typeof actual !== 'number' || unit === undefined) continue;
        const key = `${step.id}/${name}`;
        const row = rows.get(key) ?? { step: step.id, check: name, unit, values: [] };
        row.values[column] = actual;
        rows.set(key, row);
      }
    }
  });
  return [...rows.values()]
    .filter(({ values }) => values.filter((value) => value !== undefined).length > 1)
    .map((row) => ({ ...row, values: runs.map((_, column) => row.values[column]) }));
}
