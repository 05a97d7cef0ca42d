import { expect, test } from 'vitest';
import {
  type SegmentMeasurement,
  segmentMeasurementSchema,
} from '../../harness/run-data/output-measurement.ts';
import { recordChecks } from '../testing/record-checks.ts';
import { checkFidelity, type FidelityOptions } from './check-fidelity.ts';

const dubbed: SegmentMeasurement = segmentMeasurementSchema.parse({
  ...{ sequence: 0, audio: 'dubbed', dubbedSimilarity: 0.96, originalSimilarity: 0.1 },
  ...{ levelDbfs: -22, offsetMs: 0.4, bleedThrough: 0.03 },
  fidelity: { gainDb: 0.4, mismatchMs: 0, mismatchAtMs: null },
});

const MONO = { sampleRateHz: 48_000, channels: 1 };
const recorded = (
  segments: readonly SegmentMeasurement[],
  options: Partial<FidelityOptions> = {},
  audio = MONO,
) =>
  recordChecks((ctx) =>
    checkFidelity(ctx, { segments: [...segments], audio }, { isJoined: false, isEcho: false, ...options }),
  );

const [MISMATCH, LOUDNESS, BLEED_THROUGH] = [
  'audio-mismatch-max',
  'loudness-error-max',
  'original-bleed-through',
];

test('each segment is complete, as loud as its source, without bleed-through', () => {
  expect(recorded([dubbed, { ...dubbed, sequence: 1 }])).toMatchObject({
    passed: [MISMATCH, LOUDNESS, BLEED_THROUGH],
    failed: [],
    notMeasured: [],
    notes: [],
  });
});

test('a part of one segment is other audio', () => {
  const gap = { ...dubbed, sequence: 3, fidelity: { gainDb: 0, mismatchMs: 200, mismatchAtMs: 1100 } };
  const { failed, notes } = recorded([dubbed, gap, dubbed]);
  expect(failed).toEqual([MISMATCH]);
  expect(notes).toEqual(['segment 3 from 1.1 s: silence, noise or other audio']);
  // A segment of two publications has a seam in it.
  expect(recorded([dubbed, gap], { isJoined: true })).toMatchObject({
    failed: [],
    passed: [LOUDNESS, BLEED_THROUGH],
    recorded: [MISMATCH],
  });
});

test.each([-3.1, 3.1])('one segment is off by %d dB', (gainDb) => {
  const off = { ...dubbed, sequence: 2, fidelity: { gainDb, mismatchMs: 0, mismatchAtMs: null } };
  const { failed, notes } = recorded([dubbed, off, dubbed]);
  expect(failed).toEqual([LOUDNESS]);
  expect(notes).toEqual(['segment 2; positive: louder than its source']);
});

test('one of two channels may be silent', () => {
  const half = { ...dubbed, fidelity: { gainDb: -6, mismatchMs: 0, mismatchAtMs: null } };
  expect(recorded([half], {}, { ...MONO, channels: 2 }).notes).toEqual([
    'segment 0; positive: louder than its source; mean of 2 channels: one may be silent',
  ]);
});

const channel = { audio: 'dubbed', expected: 'dubbed', isInverted: false, shiftMs: 0 } as const;
const stereo = (right: number | null, expectedGainDb = 0): SegmentMeasurement => ({
  ...dubbed,
  expectedGainDb,
  channels: (['left', 'right'] as const).map((name) => ({
    ...{ ...channel, channel: name, bleedThrough: 0.02 },
    fidelity: { gainDb: name === 'left' ? expectedGainDb : right, mismatchMs: 0, mismatchAtMs: null },
  })),
});

test.each([
  [-3.1, 0, 'segment 0, right channel; positive: louder than its source'],
  [-9, -5, 'segment 0, right channel; positive: louder than its original'],
  [0, -5, 'segment 0, right channel; positive: louder than its original'],
])('one channel is at %d dB in place of %d dB', (gainDb, expectedGainDb, note) => {
  const { failed, notes } = recorded([stereo(gainDb, expectedGainDb)], {}, { ...MONO, channels: 2 });
  expect(failed).toEqual([LOUDNESS]);
  expect(notes).toEqual([note]);
});

test('a dub at the level of its original passes, far from its own', () => {
  expect(recorded([stereo(-10, -10)], {}, { ...MONO, channels: 2 }).failed).toEqual([]);
  const mono = { ...dubbed, expectedGainDb: 11, fidelity: { gainDb: 10, mismatchMs: 0, mismatchAtMs: null } };
  expect(recorded([mono]).failed).toEqual([]);
  expect(recorded([{ ...mono, expectedGainDb: 0 }]).failed).toEqual([LOUDNESS]);
});

test('the original bleeds through in one segment', () => {
  expect(recorded([dubbed, { ...dubbed, bleedThrough: 0.17 }]).failed).toEqual([BLEED_THROUGH]);
});

test('what cannot be compared is not measured', () => {
  const other: SegmentMeasurement = { ...dubbed, audio: 'other', fidelity: null, bleedThrough: null };
  for (const segments of [[other], []])
    expect(recorded(segments)).toMatchObject({
      passed: [],
      failed: [],
      notMeasured: [MISMATCH, LOUDNESS, BLEED_THROUGH],
    });
  const none = {
    ...dubbed,
    fidelity: { gainDb: null, mismatchMs: 2000, mismatchAtMs: 0 },
    bleedThrough: null,
  };
  expect(recorded([none])).toMatchObject({
    passed: [],
    failed: [MISMATCH],
    notMeasured: [LOUDNESS, BLEED_THROUGH],
  });
});

test('bleed-through does not apply to an echo', () => {
  expect(recorded([{ ...dubbed, bleedThrough: null }], { isEcho: true })).toMatchObject({
    passed: [MISMATCH, LOUDNESS],
    notMeasured: [],
  });
});
