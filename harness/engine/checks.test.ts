import { expect, test } from 'vitest';
import { evaluate, failureOf, requireUsableId } from './checks.ts';

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

test('a result has the label, limit, unit and note of its check', () => {
  const check = { actual: 24, limit: { max: 120 }, unit: 'ms', note: 'documented limit' };
  expect(evaluate(label('av-offset'), check)).toEqual({
    id: 'av-offset',
    title: 'av-offset',
    status: 'passed',
    actual: 24,
    limit: { max: 120 },
    unit: 'ms',
    note: 'documented limit',
  });
});

test('rejects a limit without bounds', () => {
  expect(() => evaluate(label('x'), { actual: 1, limit: {}, unit: 'ms' })).toThrow('needs a min or a max');
  expect(() => evaluate(label('x'), { actual: 1, limit: { max: Number.NaN }, unit: 'ms' })).toThrow(
    'needs a min or a max',
  );
});

test('a failed check outweighs one that was not measured', () => {
  const passed = evaluate(label('a'), { actual: 1, expected: 1 });
  const failed = evaluate(label('b'), { actual: 130, limit: { max: 120 }, unit: 'ms' });
  const unmeasured = evaluate(label('c'), { actual: Number.NaN, limit: { max: 1 }, unit: 's' });
  expect(failureOf([passed])).toBeUndefined();
  // Recorded values are not counted.
  const recorded = { id: 'd', title: 'd', status: 'passed', actual: 1 } as const;
  expect(failureOf([passed, recorded, recorded, unmeasured])).toMatchObject({
    code: 'NOT_MEASURED',
    fault: 'INCONCLUSIVE',
    message: '1 of 2 checks could not be measured: c: the measurement gave NaN',
  });
  expect(failureOf([passed, recorded, unmeasured, failed])).toMatchObject({
    code: 'CHECK_FAILED',
    fault: 'PRODUCT',
    message: '1 of 3 checks failed: b is 130 ms, must be ≤ 120 ms',
  });
});

test('a check that does not apply to what was tested fails no step, and excuses no other', () => {
  const passed = evaluate(label('a'), { actual: 1, expected: 1 });
  const unmeasured = evaluate(label('c'), { actual: Number.NaN, limit: { max: 1 }, unit: 's' });
  const inapplicable = {
    ...label('d'),
    status: 'not-measured',
    actual: null,
    note: 'the clip is silent',
    inapplicable: true,
  } as const;
  expect(failureOf([passed, inapplicable])).toBeUndefined();
  expect(failureOf([inapplicable])).toBeUndefined();
  expect(failureOf([inapplicable, unmeasured])).toMatchObject({
    code: 'NOT_MEASURED',
    message: '1 of 2 checks could not be measured: c: the measurement gave NaN',
  });
  const failed = evaluate(label('b'), { actual: 130, limit: { max: 120 }, unit: 'ms' });
  expect(failureOf([inapplicable, failed])).toMatchObject({ code: 'CHECK_FAILED' });
});

test.each(['frames', 'av-offset-max', 'v2', 'words-es-1'])('accepts the id %j', (id) => {
  expect(() => requireUsableId(label(id), [])).not.toThrow();
});

test.each(['', 'A/V offset', 'avOffset', 'av--offset', '-av', 'av-', '2nd', 'av_offset', 'é'])(
  'rejects the id %j',
  (id) => {
    expect(() => requireUsableId(label(id), [])).toThrow(
      expect.objectContaining({ code: 'CHECK_ID_INVALID', fault: 'HARNESS', id }),
    );
  },
);

test('rejects an id that is already in use, unless the instance differs', () => {
  const first = { ...label('frames'), instance: 'stream 1' };
  expect(() => requireUsableId({ ...first, instance: 'stream 2' }, [first])).not.toThrow();
  expect(() => requireUsableId(label('frames'), [first])).not.toThrow();
  expect(() => requireUsableId(first, [first])).toThrow(
    expect.objectContaining({
      code: 'CHECK_ID_DUPLICATE',
      fault: 'HARNESS',
      message:
        'check "frames" was recorded twice for instance "stream 1": give each result its own `instance`',
    }),
  );
  expect(() => requireUsableId(label('frames'), [label('frames')])).toThrow('twice without an instance');
});
