import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckResult, StepStatus } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { repeatPage } from './repeat-page.ts';
import { repeatGroup, spreadOf } from './repeat-report.ts';
import { repeatTable } from './repeat-table.ts';

function run(
  number: number,
  status: RunResult['status'],
  steps: readonly StepStatus[],
  delayMs?: number,
): RunResult {
  const common = { scenario: 's', title: 's', tags: [], environment: 'process', params: {} };
  const checks: CheckResult[] = [
    {
      id: 'delay',
      title: 'delay',
      status: delayMs === 30 ? 'failed' : 'passed',
      actual: delayMs ?? null,
      limit: { max: 25 },
      unit: 'ms',
    },
    { id: 'similarity', title: 'similarity', status: 'passed', actual: [0.5, number / 10] },
    { id: 'fragments', title: 'fragments', status: 'passed', actual: 5, limit: 5 },
    { id: 'codec', title: 'codec', status: 'passed', actual: 'h264', limit: 'h264' },
  ];
  return {
    ...common,
    runId: `run-${number}`,
    status,
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 2000,
    steps: steps.map((stepStatus, index) => ({
      number: index,
      id: `step-${'ab'[index]}`,
      title: '',
      status: stepStatus,
      durationMs: 100 * number,
      attempts: 1,
      checks: index === 0 ? checks : [],
    })),
  };
}

const RUNS = [
  run(1, 'passed', ['passed', 'passed'], 20),
  run(2, 'failed', ['timed-out', 'not-run'], 30),
  run(3, 'passed', ['passed', 'passed'], 10),
  run(4, 'interrupted', ['interrupted', 'not-run'], 500),
];

test('prints the pass rate of each step and the spread of each value, without interrupted runs', () => {
  expect(repeatTable(repeatGroup('quick · process', RUNS))).toEqual([
    'quick · process  4 runs: 2 passed, 1 failed, 1 interrupted',
    '',
    'step      passed     min  median     max',
    '0 step-a  2 of 3  100 ms  200 ms  300 ms',
    '1 step-b  2 of 2  100 ms  200 ms  300 ms  not run once',
    '',
    'measured      n  min  median  max  unit  limit',
    '0 delay       3   10      20   30  ms    ≤ 25   failed once',
    '0 similarity  6  0.1     0.4  0.5',
  ]);
});

test('leaves values that were not measured out of the spread', () => {
  const { values } = repeatGroup('x', [run(1, 'passed', ['passed'], 20), run(2, 'failed', ['failed'])]);
  expect(values[0]).toMatchObject({ name: 'delay', n: 1, min: 20, max: 20 });
});

test('prints only the counts when no run ended', () => {
  const group = repeatGroup('x', [run(1, 'interrupted', ['interrupted'], 1)]);
  expect(repeatTable(group)).toEqual(['x  1 run: 0 passed, 1 interrupted']);
});

test('links every run on the page and escapes labels', () => {
  const page = repeatPage([repeatGroup('<script>alert(1)</script>', RUNS)]);
  expect(page).not.toContain('<script>alert');
  expect([...page.matchAll(/class="run-tile (\w+)" href="([^"]+)"/g)].map(([, ...found]) => found)).toEqual([
    ['good', '.././run-1/index.html'],
    ['bad', '.././run-2/index.html'],
    ['good', '.././run-3/index.html'],
    ['odd', '.././run-4/index.html'],
  ]);
});

test('takes the middle value as the median, or the mean of the two in the middle', () => {
  expect(spreadOf([])).toBeUndefined();
  expect(spreadOf([5])).toEqual({ n: 1, min: 5, median: 5, max: 5 });
  expect(spreadOf([10, -1, 9])).toEqual({ n: 3, min: -1, median: 9, max: 10 });
  expect(spreadOf([4, 1, 2, 100])).toEqual({ n: 4, min: 1, median: 3, max: 100 });
});

test('has as many values below the median as above, in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const { min = 0, median = 0, max = 0 } = spreadOf(values) ?? {};
      expect([min, max]).toEqual([Math.min(...values), Math.max(...values)]);
      const below = values.filter((value) => value < median).length;
      const above = values.filter((value) => value > median).length;
      expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
    }),
  );
});
