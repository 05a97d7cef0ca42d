import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { capturedOutputSchema } from './captured-output.ts';
import { outputMeasurementSchema, segmentMeasurementSchema } from './output-measurement.ts';
import { publishedClipSchema } from './published-clip.ts';

/** Evidence as it was written under earlier key names. */
const file = join(import.meta.dirname, 'testing/earlier-version.json');
const earlier = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;

test('reads an output measurement with earlier key names', () => {
  const measured = outputMeasurementSchema.parse(earlier.output);
  expect(measured).toMatchObject({
    ...{ durationS: 10.175, segmentsMissed: 0 },
    longestGaps: { video: { durationMs: 34, atS: 4.177 }, audio: { durationMs: 22, atS: 2.026 } },
    frameSize: { width: 640, height: 360 },
    videoClock: { speed: 1, jitterMs: 0.336 },
    audio: { sampleRateHz: 48_000, channels: 1 },
    audioEdges: { startMs: -44, endMs: 210 },
    seams: [{ atS: 5.023, audioShiftMs: 0.7, timestampShiftMs: null, notMeasuredReason: 'x' }],
    avSync: { n: 5, medianMs: 0.353, minMs: -0.3, maxMs: 0.363 },
  });
  expect(measured.segments).toEqual([
    {
      ...{ sequence: 0, audio: 'dubbed', dubbedSimilarity: 0.969, originalSimilarity: 0.059 },
      ...{ levelDbfs: -21.544, bleedThrough: 0, speed: null, otherSegment: null, offsetMs: 0.353 },
      fidelity: { gainDb: 0.374, mismatchMs: 0, mismatchAtMs: null },
    },
    {
      ...{ sequence: 1, audio: 'other', dubbedSimilarity: 0.962, originalSimilarity: 0.065 },
      ...{ levelDbfs: -22.964, bleedThrough: null, speed: 0.99, otherSegment: 2, offsetMs: null },
      ...{ fidelity: null, notMeasuredReason: 'its picture is not in the capture' },
    },
  ]);
  expect(measured.frames.firstDifferences).toHaveLength(2);
});

test('parsing a written measurement returns it unchanged', () => {
  const measured = outputMeasurementSchema.parse(earlier.output);
  expect(outputMeasurementSchema.parse(JSON.parse(JSON.stringify(measured)))).toEqual(measured);
});

test('a missing measurement is null, never 0', () => {
  expect(segmentMeasurementSchema.parse({ sequence: 0, audio: 'unknown' })).toEqual({
    ...{ sequence: 0, audio: 'unknown', dubbedSimilarity: null, originalSimilarity: null, levelDbfs: null },
    ...{ offsetMs: null, fidelity: null, bleedThrough: null, speed: null, otherSegment: null },
  });
});

test('reads the capture and the published clip of earlier runs', () => {
  expect(capturedOutputSchema.parse(earlier.capture)).toMatchObject({ by: 'recording', receivedFrames: 299 });
  const { clip, leadInS } = publishedClipSchema.parse(earlier.environment);
  expect(clip.words).toHaveLength(10);
  expect(leadInS).toBe(0);
});
