import { expect, test } from 'vitest';
import type { FragmentAudioMeasurement } from '../evidence/fragment-audio.ts';
import { judge } from '../testing/recording-context.ts';
import { checkDubbedAudio, type DubbedAudioLimits } from './check-dubbed-audio.ts';

const right: FragmentAudioMeasurement = {
  ...{ sequence: 0, windowS: 6, durationS: 6.02, levelDbfs: -22, likenessToOriginal: 0.03 },
};
const limits: DubbedAudioLimits = { durationTolerance: 0.1, mustDiffer: true, isSlate: () => false };

const judged = (audio: readonly FragmentAudioMeasurement[], change: Partial<DubbedAudioLimits> = {}) =>
  judge((ctx) => checkDubbedAudio(ctx, audio, { ...limits, ...change }));

const [DECODES, LENGTH, QUIETEST, ORIGINAL] = [
  'dubbed-audio-undecodable',
  'dubbed-length-error-max',
  'dubbed-level-min',
  'original-similarity-max',
];

test('it decodes, lasts its window, is to be heard and is another sound', () => {
  expect(judged([right, right])).toMatchObject({ held: [DECODES, LENGTH, QUIETEST, ORIGINAL], failed: [] });
});

test.each<[string, Partial<FragmentAudioMeasurement>]>([
  [LENGTH, { durationS: 6.7 }],
  [LENGTH, { durationS: 5.3 }],
  [QUIETEST, { levelDbfs: -61 }],
  [QUIETEST, { levelDbfs: Number.NEGATIVE_INFINITY }],
  [ORIGINAL, { likenessToOriginal: 0.97 }],
  [DECODES, { problem: 'there is no dubbed_audio' }],
])('%s: one of three is %j', (name, change) => {
  expect(judged([right, { ...right, ...change }, right]).failed).toEqual([name]);
});

test('none decodes: nothing else is taken for right', () => {
  const found = judged([{ sequence: 0, windowS: 6, problem: 'no audio' }]);
  expect(found).toMatchObject({ held: [], failed: [DECODES], unknown: [LENGTH, QUIETEST, ORIGINAL] });
});

test('the slate is silent and like itself; a slate alone says nothing of the dubbed audio', () => {
  const slate = { ...right, levelDbfs: -120, likenessToOriginal: 1 };
  const isSlate = (sequence: number) => sequence === 0;
  expect(judged([slate, { ...right, sequence: 1 }], { isSlate }).failed).toEqual([]);
  expect(judged([slate], { isSlate })).toMatchObject({
    held: [DECODES, LENGTH],
    unknown: [QUIETEST, ORIGINAL],
  });
});

test('an echo is the original', () => {
  expect(judged([{ ...right, likenessToOriginal: 1 }], { mustDiffer: false })).toMatchObject({
    held: [DECODES, LENGTH, QUIETEST],
    failed: [],
  });
});
