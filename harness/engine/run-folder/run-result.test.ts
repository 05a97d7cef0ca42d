import { expect, test } from 'vitest';
import type { ErrorRecord, StepResult } from '../event.ts';
import { type RunResult, toFailedRun } from './run-result.ts';

const SHORT: ErrorRecord = { name: 'E', code: 'BROKEN', message: 'it broke', fault: 'PRODUCT' };
const LONG: ErrorRecord = { ...SHORT, stack: 'at …', data: { a: 1 }, cause: SHORT };

function result(number: number, status: StepResult['status']): StepResult {
  const about = {
    number,
    id: `s${number}`,
    title: `Step ${number}`,
    durationMs: number,
    attempts: 1,
    checks: [],
  };
  return { ...about, status, ...(status === 'failed' && { error: LONG }) };
}

test('toFailedRun keeps the failed steps and their errors without details', () => {
  const run: RunResult = {
    runId: 'run-1',
    scenario: 'quick',
    title: '',
    tags: [],
    environment: 'process',
    params: {},
    status: 'failed',
    startedAt: '',
    durationMs: 7,
    steps: [result(0, 'passed'), result(1, 'failed'), result(2, 'timed-out'), result(3, 'not-run')],
    error: LONG,
  };
  const { error: _, ...withoutError } = run;
  const expected = {
    runId: 'run-1',
    status: 'failed',
    durationMs: 7,
    steps: [
      { number: 1, id: 's1', title: 'Step 1', status: 'failed', durationMs: 1, error: SHORT },
      { number: 2, id: 's2', title: 'Step 2', status: 'timed-out', durationMs: 2 },
    ],
  };
  expect(toFailedRun(run)).toEqual({ ...expected, error: SHORT });
  expect(toFailedRun(withoutError)).toEqual(expected);
});
