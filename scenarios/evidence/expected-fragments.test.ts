import { expect, test } from 'vitest';
import { expectedFragments } from './expected-fragments.ts';

test('as many as there are segments', () => {
  expect(expectedFragments(6, 30)).toBe(5);
  expect(expectedFragments(2, 10)).toBe(5);
  expect(expectedFragments(6, 36.008)).toBe(6);
  expect(expectedFragments(10, 30)).toBe(3);
});

test('a rest of a second or more is a fragment of its own', () => {
  expect(expectedFragments(4, 30)).toBe(8);
  expect(expectedFragments(7, 29)).toBe(5);
  expect(expectedFragments(7, 28.9)).toBe(4);
});

test('a length that is no binary fraction loses no fragment', () => {
  expect(expectedFragments(0.1, 30)).toBe(300);
});
