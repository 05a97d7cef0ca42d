import { expect, test } from 'vitest';
import type { ErrorRecord, FaultClass, StepStatus } from '../harness/engine/event.ts';
import { distinctCauses, outcomeOf } from './outcome.ts';

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
  'classifies %s with fault class %s as %s',
  (status, fault, outcome) => {
    const error = fault === undefined ? {} : { error: { name: 'E', code: 'X', message: 'x', fault } };
    const step = { number: 0, id: 'a', title: 'a', durationMs: 1, attempts: 1, checks: [] };
    expect(outcomeOf({ ...step, status, ...error })).toBe(outcome);
  },
);

const error = (message: string, cause?: ErrorRecord): ErrorRecord => ({
  ...{ name: 'E', code: 'E', fault: 'PRODUCT', message },
  ...(cause !== undefined && { cause }),
});

test('omits a cause whose message is already shown, regardless of line breaks', () => {
  const refused = error('connect refused');
  const command = error('Command failed: ffmpeg\nspawn ENOENT', refused);
  const top = error('ffmpeg cannot be run (Command failed: ffmpeg\n    spawn ENOENT)', command);
  expect(distinctCauses(top)).toEqual([refused]);
});

test('omits a cause whose message another cause contains', () => {
  const chain = error('no answer', error('GET /x: socket closed', error('socket closed')));
  expect(distinctCauses(chain).map(({ message }) => message)).toEqual(['GET /x: socket closed']);
});

test('returns no causes for an error without any', () => {
  expect(distinctCauses(error('alone'))).toEqual([]);
});
