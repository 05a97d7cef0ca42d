import { expect, test } from 'vitest';
import type { FragmentAudioMeasurement } from '../../harness/run-data/fragment-audio.ts';
import { recordChecks } from '../testing/record-checks.ts';
import { checkDubbedAudio, type DubbedAudioLimits } from './check-dubbed-audio.ts';

const right: FragmentAudioMeasurement = {
  ...{ sequence: 0, segmentS: 6, durationS: 6.02, declaredS: 6, levelDbfs: -22, originalSimilarity: 0.03 },
  character: { kind: 'changing', dominantHz: 219, dominantShare: 0.21, change: 0.39, flatness: 0.004 },
};
const tone = { kind: 'tone', dominantHz: 1000, dominantShare: 1, change: 0, flatness: 0 } as const;
const hiss = { kind: 'noise', dominantHz: 1344, dominantShare: 0.03, change: 0.18, flatness: 0.56 } as const;
const limits: DubbedAudioLimits = { durationTolerance: 0.1, mustDiffer: true, isLeadIn: () => false };

const recorded = (audio: readonly FragmentAudioMeasurement[], change: Partial<DubbedAudioLimits> = {}) =>
  recordChecks((ctx) => checkDubbedAudio(ctx, audio, { ...limits, ...change }));

const [DECODES, LENGTH, DECLARED, QUIETEST, SPEECH, ORIGINAL] = [
  'dubbed-audio-undecodable',
  'dubbed-length-error-max',
  'dubbed-declared-length-error-max',
  'dubbed-level-min',
  'dubbed-audio-not-speech',
  'original-similarity-max',
];

test('dubbed audio decodes, lasts as long as its segment, is audible and differs from the original', () => {
  expect(recorded([right, right])).toMatchObject({
    passed: [DECODES, LENGTH, DECLARED, QUIETEST, SPEECH, ORIGINAL],
    failed: [],
  });
});

test.each<[string, Partial<FragmentAudioMeasurement>]>([
  [LENGTH, { durationS: 6.7, declaredS: 6.7 }],
  [LENGTH, { durationS: 5.3, declaredS: 5.3 }],
  [DECLARED, { durationS: 6.53 }],
  [DECLARED, { durationS: 5.51 }],
  [SPEECH, { character: tone }],
  [SPEECH, { character: hiss }],
  [QUIETEST, { levelDbfs: -61 }],
  [QUIETEST, { levelDbfs: null }],
  [ORIGINAL, { originalSimilarity: 0.97 }],
  [DECODES, { problem: 'dubbed_audio is missing' }],
])('%s: one of three is %j', (name, change) => {
  expect(recorded([right, { ...right, ...change }, right]).failed).toEqual([name]);
});

test('nothing else is measured when no dubbed audio decodes', () => {
  const found = recorded([{ sequence: 0, segmentS: 6, problem: 'no audio' }]);
  expect(found).toMatchObject({
    passed: [],
    failed: [DECODES],
    notMeasured: [LENGTH, DECLARED, QUIETEST, SPEECH, ORIGINAL],
  });
});

test('ignores the lead-in, which is silent; with a lead-in alone the rest is not measured', () => {
  const leadIn = { ...right, levelDbfs: -120, originalSimilarity: 1 };
  const isLeadIn = (sequence: number) => sequence === 0;
  expect(recorded([leadIn, { ...right, sequence: 1 }], { isLeadIn }).failed).toEqual([]);
  expect(recorded([leadIn], { isLeadIn })).toMatchObject({
    passed: [DECODES, LENGTH, DECLARED],
    notMeasured: [QUIETEST, SPEECH, ORIGINAL],
  });
});

test('an echo may be the original', () => {
  expect(recorded([{ ...right, originalSimilarity: 1 }], { mustDiffer: false })).toMatchObject({
    passed: [DECODES, LENGTH, DECLARED, QUIETEST],
    failed: [],
  });
});
