import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MatrixCell } from './matrix.ts';
import { plannedRuns, shardOf } from './planned-run.ts';

function cell(id: string): MatrixCell {
  const build = (): never => {
    throw new Error('planning must not build a scenario');
  };
  const definition = { id, title: id, tags: [], build };
  return { definition, choices: { environment: 'process', sts: 'real', publish: 'rtmp' } };
}

test('repeats every cell, with its runs in sequence', () => {
  const runs = plannedRuns([cell('a'), cell('b')], 2);
  expect(runs.map(({ group, label }) => [group, label])).toEqual([
    ['a · process', 'a · process · 1 of 2'],
    ['a · process', 'a · process · 2 of 2'],
    ['b · process', 'b · process · 1 of 2'],
    ['b · process', 'b · process · 2 of 2'],
  ]);
  expect(plannedRuns([cell('a')], 1).map(({ label }) => label)).toEqual(['a · process']);
});

test('shards contain every run exactly once and differ in size by at most one', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.integer({ min: 1, max: 12 }), (length, count) => {
      const runs = Array.from({ length }, (_, index) => index);
      const shares = Array.from({ length: count }, (_, index) => shardOf(runs, { number: index + 1, count }));
      expect(shares.flat().toSorted((a, b) => a - b)).toEqual(runs);
      const sizes = shares.map((share) => share.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});
