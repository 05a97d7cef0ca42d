import { expect, test } from 'vitest';
import { leadInLengthS, separateLeadIn, shiftWords } from './lead-in.ts';

const words = [
  { startS: 0.3, endS: 0.7, word: 'one', value: 1 },
  { startS: 1.3, endS: 1.7, word: 'two', value: 2 },
  { startS: 4.3, endS: 4.7, word: 'three', value: 3 },
];
const segments = (count: number) =>
  Array.from({ length: count }, (_, sequenceNumber) => ({
    sequenceNumber,
    startS: sequenceNumber * 2,
    durationS: 2,
  }));
const numbers = (fragments: readonly { readonly sequenceNumber: number }[]) =>
  fragments.map(({ sequenceNumber }) => sequenceNumber);

test.each([
  [5, 6, 6],
  [5, 2, 6],
  [6, 2, 6],
  [2.5, 2.5, 2.5],
  [0.3, 0.1, 0.3],
  [0.001, 6, 6],
])('a lead-in of %d s is rounded up to segments of %d s: %d s', (requestedS, segmentS, leadInS) => {
  expect(leadInLengthS(requestedS, segmentS)).toBeCloseTo(leadInS, 9);
});

test('shifts the words of the clip by the lead-in, and changes nothing else', () => {
  expect(shiftWords(words, 6)[1]).toEqual({ startS: 7.3, endS: 7.7, word: 'two', value: 2 });
  expect(words[1]?.startS).toBe(1.3);
});

test('separates segments of the lead-in from those of the clip, also from silent ones', () => {
  const { leadIn, clip } = separateLeadIn(segments(6), { words: shiftWords(words, 4) }, 4);
  expect(numbers(leadIn)).toEqual([0, 1]);
  expect(numbers(clip)).toEqual([2, 3, 4, 5]);
});

test('counts a segment with a word as part of the clip, although it starts in the lead-in', () => {
  const { leadIn, clip } = separateLeadIn(segments(3), { words: shiftWords(words, 3) }, 3);
  expect(numbers(leadIn)).toEqual([0]);
  expect(numbers(clip)).toEqual([1, 2]);
});

test('counts a segment that cuts a word in two as part of the lead-in', () => {
  const cut = { sequenceNumber: 0, startS: 2.5, durationS: 2 };
  expect(numbers(separateLeadIn([cut], { words: shiftWords(words, 4) }, 4).leadIn)).toEqual([0]);
});

test('counts every segment as part of the clip without a lead-in', () => {
  expect(numbers(separateLeadIn(segments(3), { words: [] }, 0).clip)).toEqual([0, 1, 2]);
});
