import { expect, test } from 'vitest';
import type { CheckResult, Json } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { valueDifferences } from './value-differences.ts';

function measured(name: string, actual: Json, unit?: string): CheckResult {
  return { id: name, title: name, status: 'passed', actual, ...(unit !== undefined && { unit }) };
}

function run(steps: Readonly<Record<string, readonly CheckResult[]>>): RunResult {
  return {
    runId: 'r',
    scenario: 's',
    title: 's',
    tags: [],
    environment: 'process',
    params: {},
    status: 'passed',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    steps: Object.entries(steps).map(([id, checks], number) => {
      return { number, id, title: id, status: 'passed' as const, durationMs: 1, attempts: 1, checks };
    }),
  };
}

const between = (a: readonly CheckResult[], b: readonly CheckResult[]) =>
  valueDifferences(run({ step: a }), run({ step: b }));

test.each([
  [measured('x', 10.25, 'ms'), measured('x', 12, 'ms'), { a: '10.25 ms', b: '12 ms', delta: '+1.75 ms' }],
  [measured('x', 3), measured('x', 1), { a: '3', b: '1', delta: '-2' }],
  [
    measured('x', [1, 2], 's'),
    measured('x', [2, 1.5], 's'),
    { a: '[1, 2] s', b: '[2, 1.5] s', delta: '[+1, -0.5] s' },
  ],
  [measured('x', [1, 2]), measured('x', [1]), { a: '[1, 2]', b: '[1]' }],
  [measured('x', 'h264'), measured('x', 'hevc'), { a: 'h264', b: 'hevc' }],
  [measured('x', 10, 'of 10'), measured('x', 20, 'of 20'), { a: '10 of 10', b: '20 of 20' }],
  [
    measured('x', 1),
    { ...measured('x', null), status: 'not-measured' as const },
    { a: '1', b: 'not measured' },
  ],
])('compares %j with %j', (a, b, difference) => {
  const same = measured('same', 1);
  expect(between([a, same], [b, same])).toEqual({
    different: [{ step: 'step', name: 'x', ...difference }],
    oneSided: [],
    equal: 1,
  });
});

test('treats values that print alike as equal', () => {
  expect(between([measured('x', 1.00001)], [measured('x', 1.00002)])).toEqual({
    different: [],
    oneSided: [],
    equal: 1,
  });
});

test('reports a check that one run lacks, and numbers a repeated one', () => {
  const { different } = between(
    [measured('x', 1), measured('x', 2), measured('y', 3)],
    [measured('x', 1), measured('x', 4)],
  );
  expect(different).toEqual([
    { step: 'step', name: 'x (2)', a: '2', b: '4', delta: '+2' },
    { step: 'step', name: 'y', a: '3' },
  ]);
});

test('summarises a step in which only one run has values', () => {
  const a = run({ first: [measured('x', 1)], second: [] });
  const b = run({ first: [], second: [measured('y', 1), measured('z', 1)], third: [] });
  expect(valueDifferences(a, b)).toEqual({
    different: [],
    oneSided: [
      { step: 'first', side: 'a', count: 1 },
      { step: 'second', side: 'b', count: 2 },
    ],
    equal: 0,
  });
});
