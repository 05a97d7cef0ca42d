import { expect, test } from 'vitest';
import { matchWords } from './spoken-words.ts';

test.each<[string, string[], string, boolean[], string[]]>([
  ['all there', ['one', 'two'], 'One two.', [true, true], []],
  [
    'one missed, one that nobody said',
    ['one', 'two', 'three'],
    'one eight three',
    [true, false, true],
    ['eight'],
  ],
  ['a word with a hyphen', ['twenty-one', 'twenty-two'], 'twenty one twenty', [true, false], []],
  ['nothing heard', ['one'], '', [false], []],
  ['the same word again counts once', ['one'], 'one one', [true], ['one']],
])('%s', (_, expected, text, found, inserted) => {
  expect(matchWords(expected, text)).toEqual({ found, inserted });
});
