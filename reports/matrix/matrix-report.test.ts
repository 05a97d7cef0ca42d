import { expect, test } from 'vitest';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { HOOK_CAUSE, HOOK_DIAGNOSIS } from '../diagnosis/testing/inline-diagnosis.ts';
import { matrixPage } from './matrix-page.ts';
import {
  type MatrixRun,
  matrixTable,
  matrixVerdict,
  matrixVerdictLine,
  measuredRows,
} from './matrix-report.ts';

function run(label: string, status: RunResult['status'], measuredMs?: number): MatrixRun {
  const step = { number: 0, id: 'step-a', title: 'A', durationMs: 1200, attempts: 1 };
  const checks =
    measuredMs === undefined
      ? []
      : [
          {
            id: 'delay',
            title: 'delay',
            status: 'passed' as const,
            actual: measuredMs,
            limit: { max: 9 },
            unit: 'ms',
          },
        ];
  return {
    label,
    result: {
      runId: `run-${label.length}`,
      scenario: 's',
      title: 's',
      tags: [],
      environment: 'process',
      params: {},
      status,
      startedAt: '2026-01-01T00:00:00.000Z',
      durationMs: 2300,
      steps: [{ ...step, status: status === 'passed' ? 'passed' : 'failed', checks }],
    },
  };
}

test('passes when all runs pass', () => {
  expect(matrixVerdict([run('a', 'passed'), run('b', 'passed')])).toEqual({ passed: true, text: '2 passed' });
  const mixed = [run('a', 'passed'), run('b', 'not-started'), run('c', 'failed')];
  expect(matrixVerdict(mixed)).toEqual({ passed: false, text: '1 passed, 1 failed, 1 not started' });
  expect(matrixVerdict([]).passed).toBe(false);
});

test('compares the numbers that at least two runs have measured', () => {
  expect(measuredRows([run('a', 'passed', 3), run('b', 'passed'), run('c', 'passed', 5)])).toEqual([
    { step: 'step-a', check: 'delay', unit: 'ms', values: [3, undefined, 5] },
  ]);
  expect(measuredRows([run('a', 'passed', 3), run('b', 'passed')])).toEqual([]);
});

test('prints one line per run and the verdict last', () => {
  const runs = [run('one', 'passed'), run('another', 'failed')];
  expect(matrixTable(runs)).toEqual([
    '✓ one      1 of 1 steps  2.3 s',
    '✗ another  0 of 1 steps  2.3 s  step 0 step-a: failed',
  ]);
  expect(matrixVerdictLine(runs, 'reports/x.html')).toBe('FAILED  1 passed, 1 failed  reports/x.html');
  const failed = run('third', 'failed');
  const diagnosed: MatrixRun = { ...failed, result: { ...failed.result, diagnosis: HOOK_DIAGNOSIS } };
  expect(matrixTable([diagnosed])).toEqual([
    `✗ third  0 of 1 steps  2.3 s  step 0 step-a: failed, ${HOOK_CAUSE.code}`,
  ]);
  expect(matrixPage([...runs, diagnosed])).toContain(`<td>${HOOK_CAUSE.code}</td>`);
  expect(matrixPage(runs)).not.toContain('<th>cause</th>');
  const ended = [...runs, run('last', 'interrupted')];
  expect(matrixVerdictLine(ended, 'x')).toBe('INTERRUPTED  1 passed, 1 failed, 1 interrupted  x');
});

test('escapes labels in the page', () => {
  const page = matrixPage([run('<script>alert(1)</script>', 'passed', 1), run('b', 'failed', 2)]);
  expect(page).not.toContain('<script>');
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).toContain('Comparison of 2 runs');
});
