import { expect, test } from 'vitest';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { annotations } from './annotations.ts';

const RUN: RunResult = {
  ...{ runId: 'r-3', scenario: 'quick', title: '', tags: [], environment: 'process', params: {} },
  ...{ status: 'passed', startedAt: '', durationMs: 1, steps: [] },
};
const failed = (runId: string, id: string): NonNullable<RunResult['earlier']>[number] => ({
  ...{ runId, status: 'failed', durationMs: 1 },
  steps: [{ number: 2, id, title: '', status: 'failed', durationMs: 1 }],
});

test('warns about a run that passed on retry and names the failed attempts', () => {
  const earlier = [failed('r-1', 'ready'), failed('r-2', 'fragments')];
  expect(annotations({ ...RUN, flaky: true, earlier }, '/repo')).toEqual([
    '::warning title=quick%3A flaky::passed at attempt 3, after r-1 failed at step 2 ready, r-2 failed at step 2 fragments',
  ]);
});

test('does not annotate a run that passed at once', () => {
  expect(annotations(RUN, '/repo')).toEqual([]);
});
