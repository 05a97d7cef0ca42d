import { expect, test } from 'vitest';
import { expectedFragments } from './expected-fragments.ts';

test('the scenario says how many there are, unless the pipeline cuts in another length', () => {
  expect(expectedFragments(5, {}, 30)).toBe(5);
  expect(expectedFragments(5, { segmentS: 6 }, 30)).toBe(5);
  expect(expectedFragments(5, { segmentS: 10 }, 30)).toBe(3);
});

test('a rest of a second or more is a fragment of its own', () => {
  expect(expectedFragments(5, { segmentS: 4 }, 30)).toBe(8);
  expect(expectedFragments(5, { segmentS: 7 }, 29)).toBe(5);
  expect(expectedFragments(5, { segmentS: 7 }, 28.9)).toBe(4);
});

test('a length that is no binary fraction loses no fragment', () => {
  expect(expectedFragments(5, { segmentS: 0.1 }, 30)).toBe(300);
});
