import { expect, test } from 'vitest';
import { shortenMiddle, wrapText } from './wrap-text.ts';

test('breaks at spaces and keeps long words whole', () => {
  expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapText('a /very/long/path b', 6)).toEqual(['a', '/very/long/path', 'b']);
  expect(wrapText('', 5)).toEqual(['']);
  expect(wrapText('one two', Number.POSITIVE_INFINITY)).toEqual(['one two']);
});

test('shortens in the middle', () => {
  expect(shortenMiddle('start of it: denied', 11)).toBe('start…enied');
  expect(shortenMiddle('short', 5)).toBe('short');
});
