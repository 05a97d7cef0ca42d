import type { Json, StepStatus } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { valuesOf } from '../recorded-runs/measured-values.ts';

/** The distribution of some numbers. */
export interface Spread {
  /** The number of values. */
  readonly n: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** The results of one step over the runs. */
export interface StepRate {
  readonly number: number;
  readonly id: string;
  readonly passed: number;
  /** The number of runs in which it ended. */
  readonly ran: number;
  /** The number of runs in which it did not run, for example after a failed step. */
  readonly notRun: number;
  /** Of the runs in which it ended, in ms. */
  readonly durationMs?: Spread;
}

/** The measured values of one check over the runs. Each number of a list counts. */
export interface ValueSpread extends Spread {
  readonly step: number;
  /** Step id and key of the check. */
  readonly id: string;
  readonly name: string;
  readonly unit?: string;
  /** The number of runs in which the check failed. */
  readonly failed: number;
  /** The bounds in the last run. */
  readonly limit?: Json;
}

/** The runs of one scenario with the same options. */
export interface RepeatGroup {
  readonly label: string;
  readonly runs: readonly RunResult[];
  readonly passed: number;
  /** Runs that passed on retry. They count as passed too. */
  readonly flaky: number;
  /** Runs that tested the pipeline to the end. Runs that were interrupted or did not start give no result. */
  readonly ended: number;
  readonly steps: readonly StepRate[];
  readonly values: readonly ValueSpread[];
}

const RAN: readonly StepStatus[] = ['passed', 'failed', 'timed-out'];

/** Summarises equal runs. Runs without a result are listed, but no rate counts them. */
export function repeatGroup(label: string, runs: readonly RunResult[]): RepeatGroup {
  const ended = runs.filter(({ status }) => status === 'passed' || status === 'failed');
  const passed = ended.filter(({ status }) => status === 'passed');
  return {
    label,
    runs,
    passed: passed.length,
    flaky: passed.filter(({ flaky }) => flaky === true).length,
    ended: ended.length,
    steps: stepRates(ended),
    values: valueSpreads(ended),
  };
}

function stepRates(runs: readonly RunResult[]): StepRate[] {
  const byNumber = Map.groupBy(
    runs.flatMap(({ steps }) => steps),
    ({ number }) => number,
  );
  return [...byNumber].map(([number, results]) => {
    const ran = results.filter(({ status }) => RAN.includes(status));
    const durationMs = spreadOf(ran.map((result) => result.durationMs));
    return {
      number,
      id: results[0]?.id ?? '',
      passed: ran.filter(({ status }) => status === 'passed').length,
      ran: ran.length,
      notRun: results.filter(({ status }) => status === 'not-run').length,
      ...(durationMs !== undefined && { durationMs }),
    };
  });
}

/** Leaves out checks that expect an exact value. */
function valueSpreads(runs: readonly RunResult[]): ValueSpread[] {
  const byKey = Map.groupBy(runs.flatMap(valuesOf), ({ key }) => key);
  return [...byKey].flatMap(([id, all]) => {
    const spread = spreadOf(all.flatMap(({ numbers, isExact }) => (isExact ? [] : numbers)));
    const last = all.at(-1);
    if (spread === undefined || last === undefined) return [];
    const { unit, limit } = last.check;
    const failed = all.filter(({ check }) => check.status === 'failed').length;
    return [
      {
        step: last.step.number,
        id,
        name: last.title,
        ...spread,
        failed,
        ...(unit !== undefined && { unit }),
        ...(limit !== undefined && { limit }),
      },
    ];
  });
}

/** @returns undefined for an empty list */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) return undefined;
  const middle = (sorted.length - 1) / 2;
  const [lower = min, upper = max] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return { n: sorted.length, min, median: (lower + upper) / 2, max };
}
