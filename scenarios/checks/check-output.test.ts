import { expect, test } from 'vitest';
import { fixtureManifestSchema } from '../../fixtures/index.ts';
import { type OutputMeasurement, outputMeasurementSchema } from '../evidence/output-measurement.ts';
import { judge } from '../testing/recording-context.ts';
import { checkOutput, type PublishedClip } from './check-output.ts';

const clip = fixtureManifestSchema.parse({
  ...{ file: 'clip.mp4', sha256: '0'.repeat(64), sizeBytes: 1, durationS: 10, language: 'en', words: [] },
  video: { codec: 'h264', width: 640, height: 360, frameRate: 30, frameCount: 300 },
  audio: { codec: 'aac', sampleRateHz: 44_100, channels: 1 },
});
const published: PublishedClip = {
  ...{ clip, leadInS: 0, joinedS: 0, by: 'recording', receivedFrames: 299, isEven: true },
};
const window = outputMeasurementSchema.shape.windows.element.parse({
  ...{
    sequence: 0,
    heard: 'dubbed',
    dubbedCoefficient: 0.96,
    originalCoefficient: 0.1,
    levelDbfs: -22,
    deltaMs: 0,
  },
  ...{ fidelity: { gainDb: 0, differsMs: 0, differsAtMs: null }, originalBeneath: 0.02 },
});
const right = outputMeasurementSchema.parse({
  ...{ videoCodec: 'h264', audioCodec: 'aac', durationS: 10.1, windowsMissed: 0, windows: [window] },
  longestSteps: { video: { durationMs: 34, atS: 1 }, audio: { durationMs: 22, atS: 1 } },
  pictureSize: { width: 640, height: 360 },
  pictureClock: { speed: 1, unevenMs: 0.3 },
  sound: { sampleRateHz: 48_000, channels: 1 },
  soundEdges: { beginsMs: -44, endsMs: 168 },
  frames: {
    ...{ reference: 300, identical: 298, missingHead: 0, missingInside: 0, missingTail: 2 },
    ...{ changed: 0, repeated: 0, inserted: 0 },
  },
  avSync: { n: 1, medianMs: 0, minMs: 0, maxMs: 0 },
});

const judged = (change: Partial<OutputMeasurement> = {}, how: Partial<PublishedClip> = {}) =>
  judge((ctx) =>
    checkOutput(ctx, { ...right, ...change }, { durationToleranceMs: 500 }, { ...published, ...how }),
  );
const frames = (change: Partial<OutputMeasurement['frames']>) => ({ frames: { ...right.frames, ...change } });
const step = (durationMs: number) => ({ durationMs, atS: 4 });

test('the output is the dubbed clip', () => {
  expect(judged()).toMatchObject({ failed: [], unknown: [] });
});

test.each<[string, Partial<OutputMeasurement>]>([
  ['output-duration', { durationS: 9.49 }],
  ['output-duration', { durationS: 10.51 }],
  ['audio-start-offset', { soundEdges: { beginsMs: 600, endsMs: 0 } }],
  ['audio-end-offset', { soundEdges: { beginsMs: 0, endsMs: -600 } }],
  ['audio-end-offset', { soundEdges: { beginsMs: 0, endsMs: 600 } }],
  ['video-packet-gap-max', { longestSteps: { ...right.longestSteps, video: step(133) } }],
  ['audio-packet-gap-max', { longestSteps: { ...right.longestSteps, audio: step(213) } }],
  ['frame-size', { pictureSize: { width: 320, height: 180 } }],
  ['playback-speed-error', { pictureClock: { speed: 0.999, unevenMs: 0.3 } }],
  ['frames-missing-start', frames({ missingHead: 1 })],
  ['frames-dropped', frames({ missingInside: 1 })],
  ['frames-missing-end', frames({ missingTail: 3 })],
  ['frames-changed', frames({ changed: 1 })],
  ['frames-repeated', frames({ repeated: 1 })],
  ['frames-inserted', frames({ inserted: 1 })],
  ['segment-audio', { windows: [{ ...window, heard: 'original' }] }],
])('%s: %j', (name, change) => {
  expect(judged(change).failed).toEqual([name]);
});

test('frames that the worker was not given', () => {
  expect(judged({}, { receivedFrames: 290 }).failed).toEqual(['input-frames-missing']);
});

test('what is not there is not taken for right', () => {
  expect(judged({ durationS: null }).unknown).toEqual(['output-duration']);
  expect(judged({ windows: [] }).unknown).toEqual(['segment-audio']);
  expect(judged({ longestSteps: { video: null, audio: null } }).unknown).toEqual([
    'video-packet-gap-max',
    'audio-packet-gap-max',
  ]);
  const lost = { ...window, deltaMs: null, notMeasuredBecause: 'its picture is not in the capture' };
  expect(judged({ windows: [lost] }).unknown).toEqual(['segment-av-offset']);
});

test('a reader that joined 2 s late is held to what it could see', () => {
  const late = { by: 'reader', receivedFrames: undefined } as const;
  const change = { durationS: 8, ...frames({ missingHead: 60 }), soundEdges: { beginsMs: -2000, endsMs: 0 } };
  expect(judged(change, late).failed).toEqual([]);
  expect(judged({ ...change, durationS: 10 }, late).failed).toEqual(['output-duration']);
});

test('a slate of 2 s is there to be missed, the clip after it is not', () => {
  const late = { by: 'reader', leadInS: 2, receivedFrames: undefined } as const;
  expect(judged({ durationS: 8, ...frames({ missingHead: 60 }) }, late).failed).toEqual([]);
  const { failed, notes } = judged({ durationS: 8, ...frames({ missingHead: 61 }) }, late);
  expect(failed).toEqual(['frames-missing-start']);
  expect(notes).toEqual(['the slate was too short: a longer --lead-in']);
});
