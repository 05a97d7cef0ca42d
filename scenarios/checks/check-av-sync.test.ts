import { expect, test } from 'vitest';
import { judge } from '../testing/recording-context.ts';
import { checkAvSync } from './check-av-sync.ts';

const inSync = { n: 5, medianMs: 0.1, minMs: -0.3, maxMs: 0.4 };
type Measured = Parameters<typeof checkAvSync>[1];
const judged = (measured: Measured, reportedMs: number | undefined = 0) =>
  judge((ctx) => checkAvSync(ctx, measured, reportedMs, 120));

const [REPORTED, MEASURED, WORST, CHANGES, DIFFER] = [
  'av-offset-reported',
  'av-offset-measured',
  'av-offset-max',
  'av-drift',
  'av-offset-disagreement',
];

test('in sync in every window, and reported so', () => {
  expect(judged(inSync)).toMatchObject({ held: [REPORTED, MEASURED, WORST, CHANGES, DIFFER], failed: [] });
  expect(judged({ ...inSync, n: 1 }).held).toEqual([REPORTED, MEASURED, DIFFER]);
});

test.each<[string, NonNullable<Measured>, number, string[]]>([
  ['all late', { n: 5, medianMs: 130, minMs: 129.7, maxMs: 130.4 }, 130, [REPORTED, MEASURED, WORST]],
  ['all early', { n: 5, medianMs: -130, minMs: -130.4, maxMs: -129.7 }, -130, [REPORTED, MEASURED, WORST]],
  ['late by what is not reported', { n: 5, medianMs: 50, minMs: 50, maxMs: 50 }, 0, [DIFFER]],
  ['reported the other way round', { n: 5, medianMs: -30, minMs: -30, maxMs: -30 }, 30, [DIFFER]],
  ['one window late', { ...inSync, maxMs: 783 }, 0, [WORST, CHANGES]],
  ['two windows exchanged', { ...inSync, minMs: -2000, maxMs: 2000 }, 0, [WORST, CHANGES]],
  ['drifting within the limit', { n: 5, medianMs: 30, minMs: 0, maxMs: 60 }, 30, [CHANGES]],
])('%s', (_case, measured, reportedMs, failed) => {
  expect(judged(measured, reportedMs).failed).toEqual(failed);
});

test('what is not reported, or not measured, is not taken for right', () => {
  expect(judge((ctx) => checkAvSync(ctx, inSync, undefined, 120))).toMatchObject({
    unknown: [REPORTED],
    held: [MEASURED, WORST, CHANGES],
  });
  const nothing = { n: 0, medianMs: null, minMs: null, maxMs: null };
  for (const measured of [nothing, undefined])
    expect(judged(measured)).toMatchObject({ unknown: [MEASURED], held: [REPORTED], failed: [] });
});
