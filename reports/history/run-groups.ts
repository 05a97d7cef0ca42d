import type { MeasuredValue, RunRecord } from './run-record.ts';

/** A measured value over the runs of a group. */
export interface ValueHistory {
  readonly step: string;
  readonly name: string;
  readonly unit: string;
  /** Of each run that measured it, oldest first. */
  readonly points: readonly { readonly runId: string; readonly value: number; readonly passed: boolean }[];
  /** As the newest run has them. */
  readonly min?: number;
  readonly max?: number;
}

/** The runs of one scenario in one environment, oldest first. */
export interface RunGroup {
  readonly scenario: string;
  readonly environment: string;
  readonly runs: readonly RunRecord[];
  readonly passed: number;
  /** Runs that came to an end: one that was interrupted or never started says nothing about the pipeline. */
  readonly ended: number;
  readonly values: readonly ValueHistory[];
}

/** Sorts runs into groups; the group of the newest run comes first. */
export function groupRuns(records: readonly RunRecord[]): RunGroup[] {
  const sorted = records.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
  const groups = [
    ...Map.groupBy(sorted, ({ scenario, environment }) => JSON.stringify([scenario, environment])).values(),
  ];
  return groups
    .map((runs) => {
      const newest = runs.at(-1) as RunRecord;
      const ended = runs.filter(({ status }) => status !== 'interrupted' && status !== 'not-started');
      return {
        scenario: newest.scenario,
        environment: newest.environment,
        runs,
        passed: ended.filter(({ status }) => status === 'passed').length,
        ended: ended.length,
        values: historiesOf(runs),
      };
    })
    .toSorted((a, b) => startOf(b).localeCompare(startOf(a)));
}

function startOf({ runs }: RunGroup): string {
  return runs.at(-1)?.startedAt ?? '';
}

function historiesOf(runs: readonly RunRecord[]): ValueHistory[] {
  // One that failed ended early, wherever that was.
  const complete = runs.filter(({ status, isWhole }) => status === 'passed' && isWhole);
  const durations = complete.map((run) => {
    const value: MeasuredValue = { step: 'run', name: 'wall time', value: run.durationMs / 1000, unit: 's' };
    return { run, value };
  });
  const measured = runs.flatMap((run) => run.values.map((value) => ({ run, value })));
  const byName = Map.groupBy([...durations, ...measured], ({ value }) =>
    JSON.stringify([value.step, value.name]),
  );
  return [...byName.values()].map((all) => {
    const { step, name, unit, min, max } = (all.at(-1) as (typeof all)[number]).value;
    const points = all.map(({ run, value }) => {
      return { runId: run.runId, value: value.value, passed: isWithin(value) };
    });
    return { step, name, unit, points, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
  });
}

/** By the bounds of its own run. */
function isWithin({ value, min, max }: MeasuredValue): boolean {
  return value >= (min ?? -Infinity) && value <= (max ?? Infinity);
}
