import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from './seeded-random.ts';

function numbers(seed: number, count: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
}

test('returns the same numbers within [0, 1) for the same seed', () => {
  fc.assert(
    fc.property(fc.nat(0xff_ff_ff_ff), (seed) => {
      const some = numbers(seed, 50);
      expect(some).toEqual(numbers(seed, 50));
      expect(some.every((number) => number >= 0 && number < 1)).toBe(true);
      expect(new Set(some).size).toBe(50);
    }),
  );
});

test('distributes numbers evenly, also over consecutive seeds', () => {
  const shareBelow = (some: number[], limit: number): number =>
    some.filter((number) => number < limit).length / some.length;
  const firsts = Array.from({ length: 10_000 }, (_, seed) => numbers(seed, 1)[0] ?? 1);
  for (const limit of [0.1, 0.5, 0.9]) {
    expect(shareBelow(numbers(7, 10_000), limit)).toBeCloseTo(limit, 1);
    expect(shareBelow(firsts, limit)).toBeCloseTo(limit, 1);
  }
});
