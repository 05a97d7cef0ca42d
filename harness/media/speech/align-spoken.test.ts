import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignSpoken } from './align-spoken.ts';

const letters = (text: string) => [...text];

test.each([
  ['abc', 'abc', { matched: 'abc', missed: '', inserted: '', substituted: [] }],
  ['abc', 'ac', { matched: 'ac', missed: 'b', inserted: '', substituted: [] }],
  ['abc', 'axbc', { matched: 'abc', missed: '', inserted: 'x', substituted: [] }],
  ['abc', 'axc', { matched: 'ac', missed: '', inserted: '', substituted: ['bx'] }],
  ['ab', 'bc', { matched: 'b', missed: 'a', inserted: 'c', substituted: [] }],
  ['abc', '', { matched: '', missed: 'abc', inserted: '', substituted: [] }],
  ['', 'abc', { matched: '', missed: '', inserted: 'abc', substituted: [] }],
])('aligns %s with %s', (expected, found, result) => {
  const alignment = alignSpoken(letters(expected), letters(found));
  expect(alignment).toEqual({
    matched: letters(result.matched),
    missed: letters(result.missed),
    inserted: letters(result.inserted),
    substituted: result.substituted.map((pair) => ({ expected: pair[0], found: pair[1] })),
  });
});

test('does not shift the numbers after an additional one', () => {
  const alignment = alignSpoken([7, 8, 9, 10, 11, 12], [7, 8, 8, 9, 10, 11, 12]);
  expect(alignment.matched).toEqual([7, 8, 9, 10, 11, 12]);
  expect(alignment.inserted).toEqual([8]);
});

test('assigns each word of both sides exactly once', () => {
  const sequence = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 12 });
  fc.assert(
    fc.property(sequence, sequence, (expected, found) => {
      const { matched, missed, inserted, substituted } = alignSpoken(expected, found);
      expect(matched.length + missed.length + substituted.length).toBe(expected.length);
      expect(matched.length + inserted.length + substituted.length).toBe(found.length);
    }),
  );
});

test('matches everything when additional words are inserted', () => {
  const sequence = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 12 });
  fc.assert(
    fc.property(sequence, fc.array(fc.nat(12), { maxLength: 4 }), (expected, places) => {
      const found: number[] = [...expected];
      for (const place of places) found.splice(place, 0, 99);
      const alignment = alignSpoken(expected, found);
      expect(alignment.matched).toEqual(expected);
      expect(alignment.inserted).toHaveLength(places.length);
    }),
  );
});
