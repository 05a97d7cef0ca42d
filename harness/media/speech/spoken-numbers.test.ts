import { expect, test } from 'vitest';
import { ENGLISH, type NumberLanguage, readNumbers, SPANISH } from './spoken-numbers.ts';

const english = (text: string) => readNumbers(text, ENGLISH).numbers;
const spanish = (text: string) => readNumbers(text, SPANISH).numbers;

/** Every number from 0 to 99 in words. */
function everyNumber({ whole, tens, units, joint }: NumberLanguage, between: string): [string, number][] {
  const compound = tens.flatMap(([ten, value]) =>
    units.map(([unit, more]): [string, number] => [
      [ten, ...(joint === undefined ? [] : [joint]), unit].join(between),
      value + more,
    ]),
  );
  return [...whole, ...tens, ...compound].map(([word, value]) => [word, value]);
}

test('reads every English number from 0 to 99', () => {
  const all = everyNumber(ENGLISH, '-');
  expect(new Set(all.map(([, value]) => value)).size).toBe(100);
  for (const [word, value] of all) expect([word, english(word)]).toEqual([word, [value]]);
  expect(english(all.map(([word]) => word).join(', '))).toEqual(all.map(([, value]) => value));
});

test('reads every Spanish number from 0 to 99', () => {
  const all = everyNumber(SPANISH, ' ');
  expect(new Set(all.map(([, value]) => value)).size).toBe(100);
  for (const [word, value] of all) expect([word, spanish(word)]).toEqual([word, [value]]);
});

test.each([
  ['twenty-one twenty two TWENTYTHREE', [21, 22]],
  ['nineteen twenty twenty one', [19, 20, 21]],
  ['twenty, one', [20, 1]],
  ['thirty one two', [31, 2]],
  ['one two eight three', [1, 2, 8, 3]],
  ['7 and 21, then 300', [7, 21]],
  ['', []],
])('reads English: %s', (text, numbers) => {
  expect(english(text)).toEqual(numbers);
});

test.each([
  ['veinte dos', [22]],
  ['Veinte un', [21]],
  ['veintidós veintidos VEINTIDÓS', [22, 22, 22]],
  ['veintiún, veintiuna', [21, 21]],
  ['treinta y uno', [31]],
  ['treinta y', [30]],
  ['veinte y dos', [22]],
  ['diecinueve veinte veinte un veinte dos', [19, 20, 21, 22]],
  ['dieciséis', [16]],
  ['uno dos tres', [1, 2, 3]],
  ['veinte, uno', [20, 1]],
])('reads Spanish: %s', (text, numbers) => {
  expect(spanish(text)).toEqual(numbers);
});

test('accepts composed and decomposed accents', () => {
  expect(spanish('veintidós'.normalize('NFC'))).toEqual([22]);
  expect(spanish('veintidós'.normalize('NFD'))).toEqual([22]);
});

test('returns other words separately, including numbers of another language', () => {
  expect(readNumbers('veinte dos', ENGLISH)).toEqual({ numbers: [], otherWords: ['veinte', 'dos'] });
  expect(readNumbers('[ECHO] Original audio (seq=0)', ENGLISH)).toEqual({
    numbers: [0],
    otherWords: ['echo', 'original', 'audio', 'seq'],
  });
});
