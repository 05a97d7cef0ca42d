import { expect, test } from 'vitest';
import { constantName } from './scenario-name.ts';

test.each([
  ['quick', 'quick'],
  ['my-check', 'myCheck'],
  ['take-2-of-3', 'take2Of3'],
])('%s is held by %s', (id, name) => {
  expect(constantName(id, ['list'])).toBe(name);
});

test.each([
  ['', 'cannot be the id'],
  ['My-Check', 'cannot be the id'],
  ['a--b', 'cannot be the id'],
  ['-a', 'cannot be the id'],
  ['2fast', 'cannot be the id'],
  ['../index', 'cannot be the id'],
  ["it's", 'cannot be the id'],
  ['list', 'is taken'],
  ['delete', 'is a word of the language'],
])('%j is refused', (id, why) => {
  expect(() => constantName(id, ['list'])).toThrow(why);
});
