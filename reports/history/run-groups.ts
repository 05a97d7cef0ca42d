import type { RunStatus } from '../../harness/engine/event.ts';
import { type Bounds, boundsOf } from '../format/values.ts';
import { valuesOf } from '../recorded-runs/measured-values.ts';
import type { RecordedRun } from '../recorded-runs/recorded-run.ts';

/** A measured value over the runs of a group. */
export interface ValueHistory {
  readonly step: string;
  readonly name: string;
  readonly unit: string;
  /** One for each run that measured it, oldest first. */
  readonly points: readonly HistoryPoint[];
  /** As in the newest run. */
  readonly bounds?: Bounds;
}

export interface HistoryPoint {
  readonly runId: string;
  readonly value: number;
  /** By the bounds of its own run. */
  readonly passed: boolean;
}

/** The runs of one scenario in one environment, oldest first. */
export interface RunGroup {
  readonly scenario: string;
  readonly environment: string;
  readonly runs: readonly RecordedRun[];
  readonly passed: number;
  /** Runs that tested the pipeline to the end. */
  readonly ended: number;
  /** Runs without a result, which no rate counts. */
  readonly notStarted: number;
  readonly interrupted: number;
  readonly values: readonly ValueHistory[];
}

/** Groups runs by scenario and environment. The group with the newest run comes first. */
export function groupRuns(all: readonly RecordedRun[]): RunGroup[] {
  const sorted = all.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
  const groups = Map.groupBy(sorted, ({ scenario, environment }) => JSON.stringify([scenario, environment]));
  return [...groups.values()]
    .map((runs) => {
      const { scenario, environment } = runs.at(-1) as RecordedRun;
      const count = (wanted: RunStatus): number => runs.filter(({ status }) => status === wanted).length;
      const [passed, notStarted, interrupted] = [count('passed'), count('not-started'), count('interrupted')];
      const counts = { passed, ended: passed + count('failed'), notStarted, interrupted };
      return { scenario, environment, runs, ...counts, values: historiesOf(runs) };
    })
    .toSorted((a, b) => startOf(b).localeCompare(startOf(a)));
}

function startOf({ runs }: RunGroup): string {
  return runs.at(-1)?.startedAt ?? '';
}

interface Measured {
  readonly runId: string;
  readonly key: string;
  readonly step: string;
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly bounds: Bounds | undefined;
}

function historiesOf(runs: readonly RecordedRun[]): ValueHistory[] {
  const measured = [...runs.flatMap(wallTimeOf), ...runs.flatMap(measuredIn)];
  return [...Map.groupBy(measured, ({ key }) => key).values()].map((all) => {
    const { step, name, unit, bounds } = all.at(-1) as Measured;
    const points = all.map((one) => ({ runId: one.runId, value: one.value, passed: isWithin(one) }));
    return { step, name, unit, points, ...(bounds !== undefined && { bounds }) };
  });
}

/** Only of complete runs: a failed one, or one that took steps from an earlier run, is shorter. */
function wallTimeOf({ runId, status, steps, durationMs }: RecordedRun): Measured[] {
  if (status !== 'passed' || steps.some((step) => step.status === 'skipped')) return [];
  const name = 'wall time';
  return [{ runId, key: name, step: 'run', name, unit: 's', value: durationMs / 1000, bounds: undefined }];
}

/** Single numbers that are not compared with an exact value. */
function measuredIn(run: RecordedRun): Measured[] {
  return valuesOf(run).flatMap(({ key, step, title, check, isExact }) => {
    const { actual, unit = '', limit } = check;
    if (typeof actual !== 'number' || isExact) return [];
    const bounds = boundsOf(limit);
    return [{ runId: run.runId, key, step: step.id, name: title, unit, value: actual, bounds }];
  });
}

function isWithin({ value, bounds: { min = -Infinity, max = Infinity } = {} }: Measured): boolean {
  return value >= min && value <= max;
}
