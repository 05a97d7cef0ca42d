import { expect, test } from 'vitest';
import type { FaultClass, StepStatus } from '../harness/engine/event.ts';
import { outcomeOf } from './step-outcome.ts';

test.each([
  ['passed', undefined, 'passed'],
  ['failed', 'PRODUCT', 'failure'],
  ['timed-out', 'PRODUCT', 'failure'],
  ['failed', 'HARNESS', 'error'],
  ['failed', 'ENVIRONMENT', 'error'],
  ['failed', 'INCONCLUSIVE', 'error'],
  ['failed', undefined, 'error'],
  ['interrupted', 'PRODUCT', 'error'],
  ['skipped', undefined, 'skipped'],
  ['not-run', undefined, 'skipped'],
] satisfies [StepStatus, FaultClass | undefined, string][])(
  '%s with a fault of %s is %s',
  (status, fault, outcome) => {
    const error = fault === undefined ? {} : { error: { name: 'E', code: 'X', message: 'x', fault } };
    const step = { number: 0, id: 'a', title: 'a', durationMs: 1, attempts: 1, checks: [] };
    expect(outcomeOf({ ...step, status, ...error })).toBe(outcome);
  },
);
