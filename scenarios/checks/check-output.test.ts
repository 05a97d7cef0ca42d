import { expect, test } from 'vitest';
import { fixtureManifestSchema } from '../../fixtures/index.ts';
import {
  type OutputMeasurement,
  outputMeasurementSchema,
  segmentMeasurementSchema,
} from '../../harness/run-data/output-measurement.ts';
import { recordChecks } from '../testing/record-checks.ts';
import { checkOutput, type OutputExpectation, type OutputLimits } from './check-output.ts';

const clip = fixtureManifestSchema.parse({
  ...{ file: 'clip.mp4', sha256: '0'.repeat(64), sizeBytes: 1, durationS: 10, language: 'en', words: [] },
  video: { codec: 'h264', width: 640, height: 360, frameRate: 30, frameCount: 300 },
  audio: { codec: 'aac', sampleRateHz: 44_100, channels: 1 },
});
const published: OutputExpectation = {
  ...{
    clip,
    leadInS: 0,
    joinedS: 0,
    by: 'recording',
    received: { frames: 299 },
    isEven: true,
    isEcho: false,
  },
};
const segment = segmentMeasurementSchema.parse({
  ...{
    sequence: 0,
    audio: 'dubbed',
    dubbedSimilarity: 0.96,
    originalSimilarity: 0.1,
    levelDbfs: -22,
    offsetMs: 0,
  },
  ...{ fidelity: { gainDb: 0, mismatchMs: 0, mismatchAtMs: null }, bleedThrough: 0.02 },
});
const right = outputMeasurementSchema.parse({
  ...{ videoCodec: 'h264', audioCodec: 'aac', durationS: 10.1, segmentsMissed: 0, segments: [segment] },
  longestGaps: { video: { durationMs: 34, atS: 1 }, audio: { durationMs: 22, atS: 1 } },
  frameSize: { width: 640, height: 360 },
  videoClock: { speed: 1, jitterMs: 0.3 },
  audio: { sampleRateHz: 48_000, channels: 1 },
  audioEdges: { startMs: -44, endMs: 168 },
  frames: {
    ...{ reference: 300, identical: 298, missingHead: 0, missingInside: 0, missingTail: 2 },
    ...{ changed: 0, repeated: 0, inserted: 0 },
  },
  avSync: { n: 1, medianMs: 0, minMs: 0, maxMs: 0 },
});

const recorded = (
  change: Partial<OutputMeasurement> = {},
  how: Partial<OutputExpectation> = {},
  limits: Partial<OutputLimits> = {},
) =>
  recordChecks((ctx) =>
    checkOutput(
      ctx,
      { ...right, ...change },
      { durationToleranceMs: 500, ...limits },
      { ...published, ...how },
    ),
  );
const frames = (change: Partial<OutputMeasurement['frames']>) => ({ frames: { ...right.frames, ...change } });
const gap = (durationMs: number) => ({ durationMs, atS: 4 });

test('accepts an output that is the dubbed clip', () => {
  expect(recorded()).toMatchObject({ failed: [], notMeasured: [] });
});

test.each<[string, Partial<OutputMeasurement>]>([
  ['output-duration', { durationS: 9.49 }],
  ['output-duration', { durationS: 10.51 }],
  ['audio-start-offset', { audioEdges: { startMs: 600, endMs: 0 } }],
  ['audio-end-offset', { audioEdges: { startMs: 0, endMs: -600 } }],
  ['audio-end-offset', { audioEdges: { startMs: 0, endMs: 600 } }],
  ['video-packet-gap-max', { longestGaps: { ...right.longestGaps, video: gap(133) } }],
  ['audio-packet-gap-max', { longestGaps: { ...right.longestGaps, audio: gap(213) } }],
  ['frame-size', { frameSize: { width: 320, height: 180 } }],
  ['playback-speed-error', { videoClock: { speed: 0.999, jitterMs: 0.3 } }],
  ['frames-missing-start', frames({ missingHead: 1 })],
  ['frames-dropped', frames({ missingInside: 1 })],
  ['frames-missing-end', frames({ missingTail: 3 })],
  ['frames-changed', frames({ changed: 1 })],
  ['frames-repeated', frames({ repeated: 1 })],
  ['frames-inserted', frames({ inserted: 1 })],
  ['segment-audio', { segments: [{ ...segment, audio: 'original' }] }],
])('%s: %j', (name, change) => {
  expect(recorded(change).failed).toEqual([name]);
});

test('frames that the worker could not receive', () => {
  expect(recorded({}, { received: { frames: 290 } }).failed).toEqual(['input-frames-missing']);
});

test('missing measurements are not measured', () => {
  expect(recorded({ durationS: null }).notMeasured).toEqual(['output-duration']);
  expect(recorded({ segments: [] }).notMeasured).toEqual([
    'segment-audio',
    'audio-mismatch-max',
    'loudness-error-max',
    'original-bleed-through',
  ]);
  expect(recorded({ longestGaps: { video: null, audio: null } }).notMeasured).toEqual([
    'video-packet-gap-max',
    'audio-packet-gap-max',
  ]);
  const lost = { ...segment, offsetMs: null, notMeasuredReason: 'its frames are not in the capture' };
  expect(recorded({ segments: [lost] }).notMeasured).toEqual(['segment-av-offset']);
});

test('compares the capture of a reader that joined 2 s late with the media after that', () => {
  const late = { by: 'reader', received: undefined } as const;
  const change = { durationS: 8, ...frames({ missingHead: 60 }), audioEdges: { startMs: -2000, endMs: 0 } };
  expect(recorded(change, late).failed).toEqual([]);
  expect(recorded({ ...change, durationS: 10 }, late).failed).toEqual(['output-duration']);
});

test('a late reader may miss a lead-in of 2 s, but not the clip after it', () => {
  const late = { by: 'reader', leadInS: 2, received: undefined } as const;
  expect(recorded({ durationS: 8, ...frames({ missingHead: 60 }) }, late).failed).toEqual([]);
  const { failed, notes } = recorded({ durationS: 8, ...frames({ missingHead: 61 }) }, late);
  expect(failed).toEqual(['frames-missing-start']);
  expect(notes).toEqual(['the lead-in is too short: use a longer --lead-in']);
});
