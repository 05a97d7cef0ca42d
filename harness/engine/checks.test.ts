import { expect, test } from 'vitest';
import { evaluate, verdictOf } from './checks.ts';

const label = (id: string) => ({ id, title: id });

test.each([
  ['exact, same', { actual: 5, expected: 5 }, 'passed'],
  ['exact, deep', { actual: { a: [1, 'x'] }, expected: { a: [1, 'x'] } }, 'passed'],
  ['exact, other type', { actual: '5', expected: 5 }, 'failed'],
  ['max, at the bound', { actual: 120, limit: { max: 120 }, unit: 'ms' }, 'passed'],
  ['max, above', { actual: 120.001, limit: { max: 120 }, unit: 'ms' }, 'failed'],
  ['min, below', { actual: 0, limit: { min: 1 }, unit: 'bytes' }, 'failed'],
  ['both, between', { actual: 30, limit: { min: 29.5, max: 30.5 }, unit: 's' }, 'passed'],
  ['not a number', { actual: Number.NaN, limit: { max: 120 }, unit: 'ms' }, 'not-measured'],
  ['infinite', { actual: Number.POSITIVE_INFINITY, limit: { min: 1 }, unit: 's' }, 'not-measured'],
  ['not a number, exact', { actual: Number.NaN, expected: Number.NaN }, 'not-measured'],
] as const)('%s: %j is %s', (_, check, status) => {
  expect(evaluate(label('x'), check).status).toBe(status);
});

test('a result carries what a report needs', () => {
  const check = { actual: 24, limit: { max: 120 }, unit: 'ms', note: 'documented limit' };
  expect(evaluate(label('A/V delta'), check)).toEqual({
    id: 'A/V delta',
    title: 'A/V delta',
    status: 'passed',
    actual: 24,
    limit: { max: 120 },
    unit: 'ms',
    note: 'documented limit',
  });
});

test('a limit without bounds, which would let everything pass, is refused', () => {
  expect(() => evaluate(label('x'), { actual: 1, limit: {}, unit: 'ms' })).toThrow('needs a min or a max');
  expect(() => evaluate(label('x'), { actual: 1, limit: { max: Number.NaN }, unit: 'ms' })).toThrow(
    'needs a min or a max',
  );
});

test('a failed check outweighs one that was not measured', () => {
  const passed = evaluate(label('a'), { actual: 1, expected: 1 });
  const failed = evaluate(label('b'), { actual: 130, limit: { max: 120 }, unit: 'ms' });
  const unmeasured = evaluate(label('c'), { actual: Number.NaN, limit: { max: 1 }, unit: 's' });
  expect(verdictOf([passed])).toBeUndefined();
  // A value that is only told is not counted.
  const told = { id: 'd', title: 'd', status: 'passed', actual: 1 } as const;
  expect(verdictOf([passed, told, told, unmeasured])).toMatchObject({
    code: 'NOT_MEASURED',
    fault: 'INCONCLUSIVE',
    message: '1 of 2 checks could not be measured: c: the measurement gave NaN',
  });
  expect(verdictOf([passed, told, unmeasured, failed])).toMatchObject({
    code: 'CHECK_FAILED',
    fault: 'PRODUCT',
    message: '1 of 3 checks failed: b is 130 ms, must be ≤ 120 ms',
  });
});
