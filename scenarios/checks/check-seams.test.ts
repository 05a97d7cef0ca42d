import { expect, test } from 'vitest';
import type { Seam } from '../../harness/run-data/output-measurement.ts';
import { type RecordedChecks, recordChecks } from '../testing/record-checks.ts';
import { checkSeams } from './check-seams.ts';

const limits = { times: 1, maxRepeatedS: 1.6, maxAudioShiftMs: 10 };
const seam: Seam = {
  atS: 5.023,
  repeatedFrames: 16,
  missingFrames: 0,
  audioShiftMs: 0.7,
  timestampShiftMs: 0,
};

const recorded = (seams: readonly Seam[]): RecordedChecks =>
  recordChecks((ctx) => checkSeams(ctx, seams, limits, 30));

test('an output may repeat some frames, with audio and timestamps unchanged', () => {
  const all = ['output-publications', 'seam-repeated', 'seam-audio-shift', 'seam-timestamp-shift'];
  expect(recorded([seam])).toMatchObject({ passed: all, failed: [], notMeasured: [] });
});

test.each<[string, Partial<Seam>]>([
  ['seam-repeated', { repeatedFrames: 49 }],
  ['seam-audio-shift', { audioShiftMs: -21.3 }],
  ['seam-timestamp-shift', { timestampShiftMs: -21 }],
])('%s beyond its limit', (name, change) => {
  expect(recorded([{ ...seam, ...change }]).failed).toEqual([name]);
});

test('an output that was published too rarely or too often', () => {
  expect(recorded([]).failed).toEqual(['output-publications']);
  expect(recorded([seam, seam]).failed).toEqual(['output-publications']);
});

test('audio that is not found, and timestamps that were not recorded, are not measured', () => {
  const found = recorded([{ ...seam, audioShiftMs: null, timestampShiftMs: null }]);
  expect(found).toMatchObject({ failed: [], notMeasured: ['seam-audio-shift', 'seam-timestamp-shift'] });
});
