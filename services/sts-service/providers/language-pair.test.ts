import { expect, test } from 'vitest';
import {
  describeLanguagePairs,
  findLanguagePair,
  type LanguagePair,
  languagePairsOf,
} from './language-pair.ts';
import { LANGUAGES, voiceOf } from './language-table.ts';

const fromEnglish = { can: ({ source }: LanguagePair) => source.tag === 'en' };
const intoSpanishOrFrench = { can: ({ target }: LanguagePair) => ['es', 'fr'].includes(target.tag) };
const pairs = languagePairsOf(fromEnglish, intoSpanishOrFrench);

test('there is what all providers can do, and can be told', () => {
  expect(describeLanguagePairs(pairs)).toBe('en→es, en→fr');
  expect(languagePairsOf()).toHaveLength(LANGUAGES.length * (LANGUAGES.length - 1));
});

test('tags of the same language are the same', () => {
  for (const [source, target] of [
    ['en', 'es'],
    ['en-GB', 'ES'],
    ['EN_us', 'es-419'],
  ] as const) {
    expect(findLanguagePair(pairs, source, target)).toMatchObject({
      source: { tag: 'en' },
      target: { tag: 'es' },
    });
  }
});

test('what there is not is not found', () => {
  expect(findLanguagePair(pairs, 'es', 'en')).toBeUndefined();
  expect(findLanguagePair(pairs, 'en', 'en')).toBeUndefined();
  expect(findLanguagePair(pairs, 'english', 'es')).toBeUndefined();
});

test('a profile that is not there gets the default voice', () => {
  const voices = { default: 'a', female: 'b' };
  expect(['female', 'default', 'other', 'toString'].map((profile) => voiceOf(voices, profile))).toEqual([
    'b',
    'a',
    'a',
    'a',
  ]);
});
