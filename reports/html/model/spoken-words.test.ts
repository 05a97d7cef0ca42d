import { expect, test } from 'vitest';
import { matchWords } from './spoken-words.ts';

test.each<[string, string[], string, boolean[], string[]]>([
  ['all words', ['one', 'two'], 'One two.', [true, true], []],
  ['one missed and one inserted', ['one', 'two', 'three'], 'one eight three', [true, false, true], ['eight']],
  ['a word with a hyphen', ['twenty-one', 'twenty-two'], 'twenty one twenty', [true, false], []],
  ['an empty transcript', ['one'], '', [false], []],
  ['a repeated word', ['one'], 'one one', [true], ['one']],
])('matches %s', (_, expected, text, found, inserted) => {
  expect(matchWords(expected, text)).toEqual({ found, inserted });
});
