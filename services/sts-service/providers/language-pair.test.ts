import { expect, test } from 'vitest';
import {
  describeLanguagePairs,
  findLanguagePair,
  type LanguagePair,
  languagePairsOf,
} from './language-pair.ts';
import { LANGUAGES, voiceOf } from './language-table.ts';

const fromEnglish = { supports: ({ source }: LanguagePair) => source.tag === 'en' };
const intoSpanishOrFrench = { supports: ({ target }: LanguagePair) => ['es', 'fr'].includes(target.tag) };
const pairs = languagePairsOf(fromEnglish, intoSpanishOrFrench);

test('lists the pairs that all providers support', () => {
  expect(describeLanguagePairs(pairs)).toBe('en→es, en→fr');
  expect(languagePairsOf()).toHaveLength(LANGUAGES.length * (LANGUAGES.length - 1));
});

test('treats tags of the same language as equal', () => {
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

test('does not find unsupported pairs', () => {
  expect(findLanguagePair(pairs, 'es', 'en')).toBeUndefined();
  expect(findLanguagePair(pairs, 'en', 'en')).toBeUndefined();
  expect(findLanguagePair(pairs, 'english', 'es')).toBeUndefined();
});

test('uses the default voice for an unknown profile', () => {
  const voices = { default: 'a', female: 'b' };
  expect(['female', 'default', 'other', 'toString'].map((profile) => voiceOf(voices, profile))).toEqual([
    'b',
    'a',
    'a',
    'a',
  ]);
});
