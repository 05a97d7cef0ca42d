import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MatrixCell } from './matrix.ts';
import { plannedRuns, shareOf } from './planned-run.ts';

function cell(id: string): MatrixCell {
  const build = (): never => {
    throw new Error('nothing is built to be planned');
  };
  const definition = { id, title: id, tags: [], build };
  return { definition, choices: { environment: 'process', sts: 'real', publish: 'rtmp' } };
}

test('every cell so often, its runs one after the other', () => {
  const runs = plannedRuns([cell('a'), cell('b')], 2);
  expect(runs.map(({ group, label }) => [group, label])).toEqual([
    ['a · process', 'a · process · 1 of 2'],
    ['a · process', 'a · process · 2 of 2'],
    ['b · process', 'b · process · 1 of 2'],
    ['b · process', 'b · process · 2 of 2'],
  ]);
  expect(plannedRuns([cell('a')], 1).map(({ label }) => label)).toEqual(['a · process']);
});

test('the shares are all of the runs, each once, and as even as can be', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.integer({ min: 1, max: 12 }), (length, count) => {
      const runs = Array.from({ length }, (_, index) => index);
      const shares = Array.from({ length: count }, (_, index) => shareOf(runs, { number: index + 1, count }));
      expect(shares.flat().toSorted((a, b) => a - b)).toEqual(runs);
      const sizes = shares.map((share) => share.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});
