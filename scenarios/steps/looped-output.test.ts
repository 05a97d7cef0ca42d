import { expect, test } from 'vitest';
import {
  type SegmentMeasurement,
  segmentMeasurementSchema,
} from '../../harness/run-data/output-measurement.ts';
import { recordChecks } from '../testing/record-checks.ts';
import { checkLoops } from './looped-output.ts';

const dubbed = segmentMeasurementSchema.parse({ sequence: 0, audio: 'dubbed' });

function loop(medianMs: number | null, segments: readonly SegmentMeasurement[] = [dubbed]) {
  return {
    segments: [...segments],
    avSync: { n: segments.length, medianMs, minMs: medianMs, maxMs: medianMs },
  };
}

const recorded = (start: ReturnType<typeof loop>, end: ReturnType<typeof loop>) =>
  recordChecks((ctx) => checkLoops(ctx, { start, end }, { maxDriftMs: 2 }));

test('both loops are dubbed and in sync', () => {
  expect(recorded(loop(0), loop(1.9))).toMatchObject({
    passed: ['loop-segment-audio', 'loop-segment-audio', 'av-drift-start-to-end'],
    failed: [],
    notMeasured: [],
  });
});

test('a loop in which A/V sync drifts, or a segment is original', () => {
  expect(recorded(loop(0), loop(2.1)).failed).toEqual(['av-drift-start-to-end']);
  const original: SegmentMeasurement = { ...dubbed, audio: 'original' };
  expect(recorded(loop(0), loop(0, [dubbed, original])).failed).toEqual(['loop-segment-audio']);
});

test('a loop without segments is not measured', () => {
  expect(recorded(loop(0), loop(null, []))).toMatchObject({
    passed: ['loop-segment-audio'],
    failed: [],
    notMeasured: ['loop-segment-audio', 'av-drift-start-to-end'],
  });
});
