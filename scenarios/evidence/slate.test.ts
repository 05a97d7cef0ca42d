import { expect, test } from 'vitest';
import { bySlate, leadInOf, shiftWords } from './slate.ts';

const words = [
  { startS: 0.3, endS: 0.7, word: 'one', value: 1 },
  { startS: 1.3, endS: 1.7, word: 'two', value: 2 },
  { startS: 4.3, endS: 4.7, word: 'three', value: 3 },
];
const windows = (count: number) =>
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
])('a slate of %d s before windows of %d s lasts %d s', (askedS, segmentS, leadInS) => {
  expect(leadInOf(askedS, segmentS)).toBeCloseTo(leadInS, 9);
});

test('the words of the clip come later by the slate, and nothing else about them changes', () => {
  expect(shiftWords(words, 6)[1]).toEqual({ startS: 7.3, endS: 7.7, word: 'two', value: 2 });
  expect(words[1]?.startS).toBe(1.3);
});

test('windows of the slate are told from those of the clip, also from those in which nothing is said', () => {
  const { slate, spoken } = bySlate(windows(6), { words: shiftWords(words, 4) }, 4);
  expect(numbers(slate)).toEqual([0, 1]);
  expect(numbers(spoken)).toEqual([2, 3, 4, 5]);
});

test('a window that begins in the slate and holds a word is judged', () => {
  const { slate, spoken } = bySlate(windows(3), { words: shiftWords(words, 3) }, 3);
  expect(numbers(slate)).toEqual([0]);
  expect(numbers(spoken)).toEqual([1, 2]);
});

test('a window of the slate that cuts a word in two is not judged by half of it', () => {
  const cut = { sequenceNumber: 0, startS: 2.5, durationS: 2 };
  expect(numbers(bySlate([cut], { words: shiftWords(words, 4) }, 4).slate)).toEqual([0]);
});

test('without a slate every window is judged, whatever is said in it', () => {
  expect(numbers(bySlate(windows(3), { words: [] }, 0).spoken)).toEqual([0, 1, 2]);
});
