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

const withVideo = (change: object, audio: object = {}): Partial<OutputExpectation> => ({
  clip: {
    ...clip,
    video: { ...clip.video, endS: 10, ...change },
    audio: { ...clip.audio, endS: 10, ...audio },
  },
});
const videoGap = (durationMs: number): Partial<OutputMeasurement> => ({
  longestGaps: { ...right.longestGaps, video: { durationMs, atS: 1 } },
});

test.each([
  // Frame interval of the clip in s, gap that is allowed, gap of one dropped frame.
  [1 / 60, 100, 101],
  [1 / 30, 100, 101],
  [1 / 8, 128, 250],
  [1, 1003, 2000],
  [2.5, 2503, 2600],
])(
  'with frames %d s apart, %d ms between packets pass and %d ms do not',
  (longestIntervalS, allowed, tooLong) => {
    expect(recorded(videoGap(allowed), withVideo({ longestIntervalS })).failed).toEqual([]);
    expect(recorded(videoGap(tooLong), withVideo({ longestIntervalS })).failed).toEqual([
      'video-packet-gap-max',
    ]);
  },
);

test('the audio of the output has no gaps, whatever the clip has', () => {
  const longestGaps = { ...right.longestGaps, audio: { durationMs: 120, atS: 1 } };
  expect(
    recorded({ longestGaps }, withVideo({ longestIntervalS: 1 }, { longestIntervalS: 1 })).failed,
  ).toEqual(['audio-packet-gap-max']);
});

test.each<[string, object, object, { startMs: number; endMs: number }, { startMs: number; endMs: number }]>([
  ['equal tracks', {}, {}, { startMs: 0, endMs: 100 }, { startMs: 0, endMs: 600 }],
  ['audio that is 3 s longer', {}, { endS: 13 }, { startMs: 0, endMs: 3100 }, { startMs: 0, endMs: 100 }],
  ['audio that is 3 s shorter', {}, { endS: 7 }, { startMs: 0, endMs: 100 }, { startMs: 0, endMs: -3000 }],
  [
    'video that starts 2 s late',
    { startS: 2 },
    {},
    { startMs: -2000, endMs: 100 },
    { startMs: 0, endMs: 100 },
  ],
  [
    'audio that starts 2 s late',
    {},
    { startS: 2 },
    { startMs: 0, endMs: 100 },
    { startMs: 2000, endMs: 100 },
  ],
  [
    '1 frame per second',
    { longestIntervalS: 1 },
    {},
    { startMs: 0, endMs: 2900 },
    { startMs: 0, endMs: 4000 },
  ],
])('a clip with %s: the output covers all of it', (_, change, audio, whole, cut) => {
  const longest = Math.max(10, 'endS' in audio ? Number(audio.endS) : 0);
  const published = withVideo(change, audio);
  const how = { ...published, clip: { ...clip, ...published.clip, durationS: longest } };
  const durationS = longest + 0.1;
  expect(recorded({ audioEdges: whole, durationS }, how).failed).toEqual([]);
  expect(recorded({ audioEdges: cut, durationS }, how).failed).not.toEqual([]);
});

test('a still picture gives no pace, but a moving one must', () => {
  const still = recorded({ videoClock: null, clipChanges: 0 });
  expect(still.failed).toEqual([]);
  expect(still.made.filter(({ inapplicable }) => inapplicable).map(({ id }) => id)).toEqual([
    'playback-speed-error',
    'frame-jitter-max',
  ]);
  expect(
    recorded({ videoClock: null, clipChanges: 200 }).made.filter(({ inapplicable }) => inapplicable),
  ).toEqual([]);
});

test('a segment without speech must be silent where its dub is, and a segment with speech must be dubbed', () => {
  const silence = { ...segment, sequence: 1, audio: 'silence', fidelity: null, bleedThrough: null } as const;
  const silentSegments = new Map([[1, 'its audio in the clip is silent']]);
  expect(recorded({ segments: [segment, silence] }, { silentSegments }).failed).toEqual([]);
  expect(recorded({ segments: [segment, silence] }).failed).toEqual(['segment-audio']);
  const original = { ...segment, sequence: 1, audio: 'original' } as const;
  expect(recorded({ segments: [segment, original] }, { silentSegments }).failed).toEqual(['segment-audio']);
});

test('an offset that the clip does not allow is not measured, and does not fail the step', () => {
  const lost = { ...segment, offsetMs: null, notMeasuredReason: 'its frames are not in the capture' };
  const ofClip = recorded({
    segments: [{ ...lost, clipReason: 'the picture of the clip does not move there' }],
  });
  const unmeasured = (made: typeof ofClip.made) =>
    made.filter(({ id }) => id === 'segment-av-offset').map(({ inapplicable }) => inapplicable === true);
  expect(unmeasured(ofClip.made)).toEqual([true]);
  expect(unmeasured(recorded({ segments: [lost] }).made)).toEqual([false]);
});
