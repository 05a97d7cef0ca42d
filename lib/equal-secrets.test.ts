import { expect, test } from 'vitest';
import { equalSecrets } from './equal-secrets.ts';

test.each([
  ['s3cret', 's3cret', true],
  ['s3cret', 's3creT', false],
  ['s3cret', 's3cret ', false],
  ['', 's3cret', false],
  ['', '', true],
  ['ä', 'ä', true],
])('equalSecrets(%j, %j) is %s', (given, expected, equal) => {
  expect(equalSecrets(given, expected)).toBe(equal);
});
