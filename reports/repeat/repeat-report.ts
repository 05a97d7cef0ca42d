import type { CheckResult, Json, StepStatus } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-result.ts';
import { boundsOf } from '../format/bounds.ts';
import { type Spread, spreadOf } from './spread.ts';

/** What became of one step over the runs. */
export interface StepRate {
  readonly number: number;
  readonly id: string;
  readonly passed: number;
  /** In how many of the runs it came to an end. */
  readonly ran: number;
  /** In how many it was kept from running, by a step before it for instance. */
  readonly notRun: number;
  /** Of those that ran, in ms. */
  readonly durationMs?: Spread;
}

/** What the runs have measured under one name. A list of numbers, as one for each fragment, is as many numbers. */
export interface ValueSpread extends Spread {
  readonly step: number;
  readonly name: string;
  readonly unit?: string;
  /** In how many runs it was not within its bounds. */
  readonly failed: number;
  /** The bounds, as the last run has them. */
  readonly limit?: Json;
}

/** The runs of one scenario with the same choices, and what they have in common. */
export interface RepeatGroup {
  readonly label: string;
  readonly runs: readonly RunResult[];
  readonly passed: number;
  /** Passed after a run that did not. They count as passed too. */
  readonly flaky: number;
  /** Runs that came to an end: an interrupted one says nothing about the pipeline. */
  readonly ended: number;
  readonly steps: readonly StepRate[];
  readonly values: readonly ValueSpread[];
}

const RAN: readonly StepStatus[] = ['passed', 'failed', 'timed-out'];

/** Counts and measures over runs of the same. An interrupted run counts for nothing, but is among `runs`. */
export function repeatGroup(label: string, runs: readonly RunResult[]): RepeatGroup {
  const ended = runs.filter(({ status }) => status !== 'interrupted');
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

function valueSpreads(runs: readonly RunResult[]): ValueSpread[] {
  const measured = runs.flatMap(({ steps }) =>
    steps.flatMap(({ number, checks }) => checks.map((check) => ({ step: number, check }))),
  );
  const byName = Map.groupBy(measured, ({ step, check }) => JSON.stringify([step, check.title]));
  return [...byName.values()].flatMap((all) => {
    const spread = spreadOf(all.flatMap(({ check }) => numbersOf(check)));
    const last = all.at(-1);
    if (spread === undefined || last === undefined) return [];
    const { title: name, unit, limit } = last.check;
    const known = { ...(unit !== undefined && { unit }), ...(limit !== undefined && { limit }) };
    const failed = all.filter(({ check }) => check.status === 'failed').length;
    return [{ step: last.step, name, ...spread, failed, ...known }];
  });
}

/** What has to be equal to something is no measurement. */
function numbersOf({ actual, limit }: CheckResult): readonly number[] {
  if (limit !== undefined && boundsOf(limit) === undefined) return [];
  const values: readonly Json[] = Array.isArray(actual) ? actual : [actual];
  const numbers = values.filter((value) => typeof value === 'number');
  return numbers.length === values.length ? numbers : [];
}
