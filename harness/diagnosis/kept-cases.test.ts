import { expect, test } from 'vitest';
import { CAUSES } from './causes/registry.ts';
import { diagnose } from './diagnose.ts';
import { readKeptCases } from './kept-case.ts';

const cases = readKeptCases();

test.each(cases.map((kept) => [kept.id, kept] as const))('%s', (_, { expected, record }) => {
  const diagnosis = diagnose(record);
  if (expected.step === undefined) {
    expect(diagnosis).toBeUndefined();
    return;
  }
  expect(diagnosis?.causes[0]?.code).toBe(expected.causes[0]);
  expect(diagnosis?.causes.map(({ code }) => code).toSorted()).toEqual(expected.causes.toSorted());
  expect(diagnosis?.step.id).toBe(expected.step);
  expect(diagnosis?.broken).toBe(expected.broken);
  if (expected.leaveOut === undefined) return;
  const others = CAUSES.filter(({ code }) => code !== expected.leaveOut);
  const unknown = diagnose(record, others);
  expect(unknown?.causes.map(({ code }) => code)).toEqual([]);
  expect(unknown?.broken).toBe(expected.broken);
});

test('every cause of a case is in the registry', () => {
  const codes = new Set(CAUSES.map(({ code }) => code));
  const unknown = cases.flatMap(({ expected }) => expected.causes.filter((code) => !codes.has(code)));
  expect(unknown).toEqual([]);
});
