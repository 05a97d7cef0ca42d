import { expect, test } from 'vitest';
import type { Json, StepResult } from '../../harness/engine/event.ts';
import { HOOK_CAUSE, HOOK_DIAGNOSIS } from '../diagnosis/testing/inline-diagnosis.ts';
import { StepLineReporter } from './step-line-reporter.ts';

const FAILED: StepResult = {
  ...{ number: 2, id: 'a', title: 'A', status: 'failed', durationMs: 5, attempts: 1, checks: [] },
};

test('prints each step, and the causes of a failure, with the label of the run', () => {
  const lines: string[] = [];
  const reporter = new StepLineReporter('quick', (line) => lines.push(line));
  reporter.event({ seq: 1, atMs: 1, type: 'step:end', result: FAILED });
  reporter.event({ seq: 2, atMs: 2, type: 'diagnosis', diagnosis: HOOK_DIAGNOSIS as Json });
  expect(lines).toEqual([
    'quick  ✗ 2 a  5 ms  failed',
    `quick    HOOK_NOT_EXECUTABLE (ENVIRONMENT): ${HOOK_CAUSE.summary}`,
  ]);
});
