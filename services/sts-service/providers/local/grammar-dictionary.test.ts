import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { grammarDictionary, grammarWords } from './grammar-dictionary.ts';

const GRAMMAR = `#JSGF V1.0;
/* not
   this */
grammar test; // nor this
<thing> = cat | mother-in-law | o'clock;
public <phrase> = the <thing>+ [please];
`;

test('lists each word of a grammar once', () => {
  expect(grammarWords(GRAMMAR)).toEqual(['cat', 'mother-in-law', "o'clock", 'the', 'please']);
});

test('covers zero to ninety-nine in the numbers grammar', async () => {
  const words = grammarWords(await readFile(new URL('grammars/numbers.gram', import.meta.url), 'utf8'));
  expect(words).toHaveLength(28);
  expect(words).toEqual(expect.arrayContaining(['zero', 'nine', 'ten', 'nineteen', 'twenty', 'ninety']));
});

const DICTIONARY =
  "cat K AE T\ncats K AE T S\nthe DH AH\nthe(2) DH IY\nmother-in-law X\no'clock X\nplease X\n";

test('keeps all pronunciations of the words of the grammar and no other words', () => {
  expect(grammarDictionary(GRAMMAR, DICTIONARY)).toBe(DICTIONARY.replace('cats K AE T S\n', ''));
});

test('reports words without a pronunciation', () => {
  expect(() => grammarDictionary(GRAMMAR, 'the DH AH\ncat K AE T\n')).toThrow(
    "mother-in-law, o'clock, please",
  );
});
