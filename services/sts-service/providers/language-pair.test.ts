import { expect, test } from 'vitest';
import { describeLanguagePairs, findLanguagePair } from './language-pair.ts';

test('tags of the same language are the same', () => {
  for (const [source, target] of [
    ['en', 'es'],
    ['en-GB', 'ES'],
    ['EN_us', 'es-419'],
  ] as const) {
    expect(findLanguagePair(source, target)).toMatchObject({ source: 'en', target: 'es' });
  }
});

test('what there is not is not found, what there is can be told', () => {
  expect(findLanguagePair('es', 'en')).toBeUndefined();
  expect(findLanguagePair('english', 'es')).toBeUndefined();
  expect(describeLanguagePairs()).toBe('en→es');
});
