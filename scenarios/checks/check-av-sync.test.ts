import { expect, test } from 'vitest';
import {
  type OutputMeasurement,
  segmentMeasurementSchema,
} from '../../harness/run-data/output-measurement.ts';
import { recordChecks } from '../testing/record-checks.ts';
import { checkAvSync, type MeasuredSync } from './check-av-sync.ts';

type AvSync = OutputMeasurement['avSync'];

const inSync: AvSync = { n: 5, medianMs: 0.1, minMs: -0.3, maxMs: 0.4 };
const nothing: AvSync = { n: 0, medianMs: null, minMs: null, maxMs: null };
const segment = segmentMeasurementSchema.parse({ sequence: 0, audio: 'dubbed' });
const silent = segmentMeasurementSchema.parse({ sequence: 1, audio: 'silence' });

function recorded(avSync: AvSync, reportedMs: number | undefined, segments = Array(5).fill(segment)) {
  return check({ avSync, segments }, reportedMs);
}

const check = (measured: MeasuredSync | undefined, reportedMs: number | undefined) =>
  recordChecks((ctx) => checkAvSync(ctx, measured, { reportedMs, metric: 'my_offset' }, 120));

const [REPORTED, MEASURED, WORST, DRIFT, DISAGREEMENT] = [
  'av-offset-reported',
  'av-offset-measured',
  'av-offset-max',
  'av-drift',
  'av-offset-disagreement',
];

test('in sync in every segment, as reported', () => {
  expect(recorded(inSync, 0)).toMatchObject({
    passed: [REPORTED, MEASURED, WORST, DRIFT, DISAGREEMENT],
    failed: [],
  });
});

test('drift is not checked for a single segment, and not measured if only one of several has an offset', () => {
  const all = [REPORTED, MEASURED, WORST, DISAGREEMENT];
  for (const segments of [[segment], [segment, silent]])
    expect(recorded({ ...inSync, n: 1 }, 0, segments)).toMatchObject({ passed: all, notMeasured: [] });
  expect(recorded({ ...inSync, n: 1 }, 0)).toMatchObject({ passed: all, notMeasured: [DRIFT] });
});

test.each<[string, AvSync, number, string[]]>([
  ['all late', { n: 5, medianMs: 130, minMs: 129.7, maxMs: 130.4 }, 130, [REPORTED, MEASURED, WORST]],
  ['all early', { n: 5, medianMs: -130, minMs: -130.4, maxMs: -129.7 }, -130, [REPORTED, MEASURED, WORST]],
  ['late, but not reported', { n: 5, medianMs: 50, minMs: 50, maxMs: 50 }, 0, [DISAGREEMENT]],
  ['reported with the wrong sign', { n: 5, medianMs: -30, minMs: -30, maxMs: -30 }, 30, [DISAGREEMENT]],
  ['one segment late', { ...inSync, maxMs: 783 }, 0, [WORST, DRIFT]],
  ['two segments exchanged', { ...inSync, minMs: -2000, maxMs: 2000 }, 0, [WORST, DRIFT]],
  ['drifting within the limit', { n: 5, medianMs: 30, minMs: 0, maxMs: 60 }, 30, [DRIFT]],
])('%s', (_case, avSync, reportedMs, failed) => {
  expect(recorded(avSync, reportedMs).failed).toEqual(failed);
});

test('an offset that is not reported is not measured, and names the metric', () => {
  const { passed, notMeasured, made } = recorded(inSync, undefined);
  expect(passed).toEqual([MEASURED, WORST, DRIFT]);
  expect(notMeasured).toEqual([REPORTED, DISAGREEMENT]);
  expect(made[0]).toMatchObject({ reason: 'the worker exposes no my_offset' });
});

test('an output in which nothing was found, or no output at all, is not measured', () => {
  for (const measured of [{ avSync: nothing, segments: [segment, segment] }, undefined])
    expect(check(measured, 0)).toMatchObject({
      passed: [REPORTED],
      notMeasured: [MEASURED, WORST, DISAGREEMENT, DRIFT],
      failed: [],
    });
});
