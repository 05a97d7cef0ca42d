import { expect, test } from 'vitest';
import { parseFramehash } from './framehash.ts';

test('returns times in seconds and hashes unchanged', () => {
  const text = [
    '#format: frame checksums',
    '#tb 0: 1/1000',
    '#media_type 0: video',
    '0,         23,         23,       33,   345600, d733',
    '0,        -56,        -56,       33,   345600, 5dbc',
    '',
  ].join('\n');
  expect(parseFramehash(text)).toEqual([
    { ptsS: 0.023, durationS: 0.033, hash: 'd733' },
    { ptsS: -0.056, durationS: 0.033, hash: '5dbc' },
  ]);
});

test('returns no frames for an empty track and throws without a time base', () => {
  expect(parseFramehash('#tb 0: 1/30\n')).toEqual([]);
  expect(() => parseFramehash('0, 1, 1, 1, 1, aa\n')).toThrow();
});
