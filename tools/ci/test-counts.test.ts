import { expect, test } from 'vitest';
import { testCounts } from './test-counts.ts';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((testStatus) => ({ status: testStatus })),
});
const report = (success: boolean, ...testResults: object[]) => JSON.stringify({ success, testResults });

test.each<[string, string | undefined, number, number]>([
  ['all passed', report(true, file('passed', 'passed', 'passed'), file('passed', 'passed')), 3, 0],
  ['one failed', report(false, file('failed', 'passed', 'failed')), 1, 1],
  ['one was skipped', report(true, file('passed', 'passed', 'skipped')), 1, 1],
  ['one did not run', report(true, file('passed', 'passed', 'pending', 'todo')), 1, 2],
  ['a file could not be loaded', report(false, file('failed'), file('passed', 'passed')), 1, 1],
  ['an error occurs outside of tests', report(false, file('passed', 'passed')), 1, 1],
  ['there are no tests', report(true), 0, 1],
  ['there is no report', undefined, 0, 1],
])('counts tests when %s', (_, text, passed, failed) => {
  expect(testCounts(text)).toEqual({ passed, failed });
});

test('rejects an invalid report', () => {
  expect(() => testCounts('{}')).toThrow();
});
