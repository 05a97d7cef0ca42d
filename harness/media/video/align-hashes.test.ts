import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignHashes, UNMATCHED } from './align-hashes.ts';

const align = (a: string, b: string) => Array.from(alignHashes([...a], [...b]));

test.each([
  ['abcd', 'abcd', [0, 1, 2, 3]],
  ['abcd', 'bcd', [-1, 0, 1, 2]],
  ['abcd', 'abc', [0, 1, 2, -1]],
  ['abcd', 'acd', [0, -1, 1, 2]],
  ['abcd', 'axcd', [0, -1, 2, 3]],
  ['abcd', 'abbcd', [0, 1, 3, 4]],
  ['xxxab', 'xab', [-1, -1, 0, 1, 2]],
  ['abxxx', 'abx', [0, 1, 2, -1, -1]],
  ['axxxb', 'axb', [0, 1, -1, -1, 2]],
  ['axbxc', 'axbc', [0, 1, 2, -1, 3]],
  ['xxxx', 'xxx', [0, 1, 2, -1]],
  ['abcd', 'efgh', [-1, -1, -1, -1]],
  ['abcdef', 'defabc', [-1, -1, -1, 0, 1, 2]],
  ['abab', 'abab', [0, 1, 2, 3]],
  ['PqxrSxT', 'PzxwSxT', [0, -1, 2, -1, 4, 5, 6]],
  ['', 'abc', []],
  ['abc', '', [-1, -1, -1]],
])('aligns %s with %s', (a, b, partners) => {
  const found = align(a, b);
  // Two swapped halves: either may be matched.
  if (a === 'abcdef') expect([partners, [3, 4, 5, -1, -1, -1]]).toContainEqual(found);
  else expect(found).toEqual(partners);
});

test('returns equal partners in ascending order for any sequences', () => {
  const sequence = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 40 });
  fc.assert(
    fc.property(sequence, sequence, (a, b) => {
      let last = -1;
      alignHashes(a, b).forEach((partner, index) => {
        if (partner === UNMATCHED) return;
        expect(b[partner]).toBe(a[index]);
        expect(partner).toBeGreaterThan(last);
        last = partner;
      });
    }),
  );
});

test('leaves exactly the dropped frames of distinct frames unmatched', () => {
  const frames = Array.from({ length: 200 }, (_, index) => String(index));
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(199), { maxLength: 60 }), (dropped) => {
      const kept = frames.filter((_, index) => !dropped.includes(index));
      const lost = Array.from(alignHashes(frames, kept)).flatMap((partner, index) =>
        partner === UNMATCHED ? [index] : [],
      );
      expect(lost).toEqual(dropped.sort((a, b) => a - b));
    }),
  );
});

// A pairwise comparison would take 3·10⁹ steps and exceed the timeout of a test.
test('aligns 54,000 frames (30 min at 30 fps) without comparing all pairs', () => {
  const frames = Array.from({ length: 54_000 }, (_, index) => `hash-${index}`);
  const damaged = frames.filter((_, index) => index > 60 && index % 1000 !== 0);
  const matched = alignHashes(frames, damaged).filter((partner) => partner !== UNMATCHED).length;
  expect(matched).toBe(damaged.length);
});
