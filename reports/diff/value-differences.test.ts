import { expect, test } from 'vitest';
import type { CheckResult, Json } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-result.ts';
import { valueDifferences } from './value-differences.ts';

function found(name: string, actual: Json, unit?: string): CheckResult {
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
  [found('x', 10.25, 'ms'), found('x', 12, 'ms'), { a: '10.25 ms', b: '12 ms', delta: '+1.75 ms' }],
  [found('x', 3), found('x', 1), { a: '3', b: '1', delta: '-2' }],
  [
    found('x', [1, 2], 's'),
    found('x', [2, 1.5], 's'),
    { a: '[1, 2] s', b: '[2, 1.5] s', delta: '[+1, -0.5] s' },
  ],
  [found('x', [1, 2]), found('x', [1]), { a: '[1, 2]', b: '[1]' }],
  [found('x', 'h264'), found('x', 'hevc'), { a: 'h264', b: 'hevc' }],
  [found('x', 10, 'of 10'), found('x', 20, 'of 20'), { a: '10 of 10', b: '20 of 20' }],
  [found('x', 1), { ...found('x', null), status: 'not-measured' as const }, { a: '1', b: 'not measured' }],
])('%j and %j', (a, b, difference) => {
  const same = found('same', 1);
  expect(between([a, same], [b, same])).toEqual({
    different: [{ step: 'step', name: 'x', ...difference }],
    oneSided: [],
    equal: 1,
  });
});

test('what is equal as it is told is equal', () => {
  expect(between([found('x', 1.00001)], [found('x', 1.00002)])).toEqual({
    different: [],
    oneSided: [],
    equal: 1,
  });
});

test('a value that one run did not look at, and a name that is used twice', () => {
  const { different } = between(
    [found('x', 1), found('x', 2), found('y', 3)],
    [found('x', 1), found('x', 4)],
  );
  expect(different).toEqual([
    { step: 'step', name: 'x (2)', a: '2', b: '4', delta: '+2' },
    { step: 'step', name: 'y', a: '3' },
  ]);
});

test('a step in which only one run found anything is told as a whole', () => {
  const a = run({ first: [found('x', 1)], second: [] });
  const b = run({ first: [], second: [found('y', 1), found('z', 1)], third: [] });
  expect(valueDifferences(a, b)).toEqual({
    different: [],
    oneSided: [
      { step: 'first', side: 'a', count: 1 },
      { step: 'second', side: 'b', count: 2 },
    ],
    equal: 0,
  });
});
