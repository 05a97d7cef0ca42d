import { expect, test } from 'vitest';
import type { FaultRow } from './assess-case.ts';
import { formatFaultRow, formatTable, missedTargets, tableOf } from './table.ts';

const right: FaultRow = {
  id: 'a-fault',
  title: 'A fault',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_MISSING' },
  detected: true,
  step: 'worker-connected',
  rightStep: true,
  causes: ['HOOK_MISSING'],
  alternatives: [],
  causeFirst: true,
  causeInThree: true,
  broken: 'hook',
  rightChain: true,
  verdictS: 2,
  leaveOneOut: { causes: [], broken: 'hook', isUnknown: true },
  durationS: 10,
  problems: [],
};
const green: FaultRow = { ...right, boundary: 'input', detected: false, problems: ['the run passed'] };
const unnamed: FaultRow = {
  ...right,
  ...{ causes: ['HOOK_CRLF'], alternatives: ['HOOK_MISSING'], causeFirst: false },
  ...{ verdictS: 20, leaveOneOut: { causes: ['HOOK_CRLF'], broken: 'hook', isUnknown: false } },
};

test('computes shares of all faults; one without effect counts in none', () => {
  expect(tableOf([right, green, unnamed, right], []).totals).toEqual({
    n: 4,
    detected: 0.75,
    rightStep: 0.75,
    causeFirst: 0.5,
    causeInThree: 0.75,
    rightChain: 0.75,
    p95VerdictS: 20,
    leaveOneOutUnknown: 0.5,
  });
});

test('has no share of nothing', () => {
  expect(tableOf([], []).totals).toEqual({ n: 0 });
  expect(missedTargets({ n: 0 })).toEqual([]);
});

test('prints the table per boundary', () => {
  expect(formatTable(tableOf([right, green], []))).toEqual([
    'boundary  n  detected   step  first   in 3  chain  p95 verdict  one out',
    'input     1       0 %    0 %    0 %    0 %    0 %        2.0 s      0 %',
    'hook      1     100 %  100 %  100 %  100 %  100 %        2.0 s    100 %',
    'all       2      50 %   50 %   50 %   50 %   50 %        2.0 s     50 %',
  ]);
});

test('prints how a diagnosis differs from the expected one', () => {
  expect(formatFaultRow(right)).toEqual(['✓ a-fault  worker-connected · HOOK_MISSING · hook  2.0 s']);
  expect(formatFaultRow(unnamed)).toEqual([
    '✗ a-fault  worker-connected · HOOK_CRLF · hook  20.0 s',
    '    expected the cause HOOK_MISSING, which is an alternative',
    '    without its cause: HOOK_CRLF',
  ]);
});

test('names the targets that are missed', () => {
  expect(missedTargets({ n: 2, detected: 1, causeFirst: 0.5, p95VerdictS: 12 })).toEqual([
    'causeFirst 50 %, at least 97 %',
    'p95VerdictS 12.0 s, at most 10 s',
  ]);
});
