import { expect, test } from 'vitest';
import type { FragmentAudioMeasurement } from '../evidence/measure-fragment-audio.ts';
import { recordChecks } from '../testing/record-checks.ts';
import { checkDubbedAudio, type DubbedAudioLimits } from './check-dubbed-audio.ts';

const right: FragmentAudioMeasurement = {
  ...{ sequence: 0, segmentS: 6, durationS: 6.02, levelDbfs: -22, originalSimilarity: 0.03 },
};
const limits: DubbedAudioLimits = { durationTolerance: 0.1, mustDiffer: true, isLeadIn: () => false };

const recorded = (audio: readonly FragmentAudioMeasurement[], change: Partial<DubbedAudioLimits> = {}) =>
  recordChecks((ctx) => checkDubbedAudio(ctx, audio, { ...limits, ...change }));

const [DECODES, LENGTH, QUIETEST, ORIGINAL] = [
  'dubbed-audio-undecodable',
  'dubbed-length-error-max',
  'dubbed-level-min',
  'original-similarity-max',
];

test('dubbed audio decodes, lasts as long as its segment, is audible and differs from the original', () => {
  expect(recorded([right, right])).toMatchObject({
    passed: [DECODES, LENGTH, QUIETEST, ORIGINAL],
    failed: [],
  });
});

test.each<[string, Partial<FragmentAudioMeasurement>]>([
  [LENGTH, { durationS: 6.7 }],
  [LENGTH, { durationS: 5.3 }],
  [QUIETEST, { levelDbfs: -61 }],
  [QUIETEST, { levelDbfs: Number.NEGATIVE_INFINITY }],
  [ORIGINAL, { originalSimilarity: 0.97 }],
  [DECODES, { problem: 'dubbed_audio is missing' }],
])('%s: one of three is %j', (name, change) => {
  expect(recorded([right, { ...right, ...change }, right]).failed).toEqual([name]);
});

test('nothing else is measured when no dubbed audio decodes', () => {
  const found = recorded([{ sequence: 0, segmentS: 6, problem: 'no audio' }]);
  expect(found).toMatchObject({ passed: [], failed: [DECODES], notMeasured: [LENGTH, QUIETEST, ORIGINAL] });
});

test('ignores the lead-in, which is silent; with a lead-in alone the rest is not measured', () => {
  const leadIn = { ...right, levelDbfs: -120, originalSimilarity: 1 };
  const isLeadIn = (sequence: number) => sequence === 0;
  expect(recorded([leadIn, { ...right, sequence: 1 }], { isLeadIn }).failed).toEqual([]);
  expect(recorded([leadIn], { isLeadIn })).toMatchObject({
    passed: [DECODES, LENGTH],
    notMeasured: [QUIETEST, ORIGINAL],
  });
});

test('an echo may be the original', () => {
  expect(recorded([{ ...right, originalSimilarity: 1 }], { mustDiffer: false })).toMatchObject({
    passed: [DECODES, LENGTH, QUIETEST],
    failed: [],
  });
});
