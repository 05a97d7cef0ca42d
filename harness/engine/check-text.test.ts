import { expect, test } from 'vitest';
import { formatActual, formatLimit } from './check-text.ts';
import type { CheckResult } from './event.ts';

function check(rest: Partial<CheckResult>): CheckResult {
  return { id: 'x', title: 'x', status: 'passed', actual: null, ...rest };
}

test.each([
  [{ actual: 5, limit: 5 }, '5', '= 5'],
  [{ actual: 'h264', limit: 'h264' }, 'h264', '= h264'],
  [{ actual: 24.0625, limit: { max: 120 }, unit: 'ms' }, '24.063 ms', '≤ 120 ms'],
  [{ actual: 0, limit: { min: 1 }, unit: 'bytes' }, '0 bytes', '≥ 1 byte'],
  [{ actual: 1, limit: { max: 2 }, unit: 'frames' }, '1 frame', '≤ 2 frames'],
  [{ actual: 1, limit: { max: 1 }, unit: 'ms' }, '1 ms', '≤ 1 ms'],
  [{ actual: [], limit: [] }, 'none', '= none'],
  [{ actual: 30, limit: { min: 29.5, max: 30.5 }, unit: 's' }, '30 s', '29.5 to 30.5 s'],
  [{ actual: -3, limit: { min: -120, max: 120 }, unit: 'ms' }, '-3 ms', '± 120 ms'],
  [{ actual: ['es', 1.23456], limit: ['es'] }, '[es, 1.235]', '= [es]'],
  [{ actual: [{ a: 'x' }] }, '[{"a":"x"}]', undefined],
  [{ actual: { max: 'x' }, limit: { max: 'x' } }, '{"max":"x"}', '= {"max":"x"}'],
  [{ actual: {}, limit: {} }, '{}', '= {}'],
  [{ actual: 'v1.20.1' }, 'v1.20.1', undefined],
  [{ status: 'not-measured', limit: { max: 120 }, unit: 'ms' }, 'not measured', '≤ 120 ms'],
] as const)('%j', (rest, actual, limit) => {
  expect(formatActual(check(rest))).toBe(actual);
  expect(formatLimit(check(rest))).toBe(limit);
});
