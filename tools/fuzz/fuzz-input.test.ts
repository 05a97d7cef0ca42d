import { expect, test } from 'vitest';
import { inputOf } from './fuzz-input.ts';
import { readOptions } from './fuzz-options.ts';

const INDEXES = Array.from({ length: 300 }, (_, index) => index);

test('generates the same input for the same seed and number, in any order', () => {
  const seen = INDEXES.map((index) => inputOf(7, index)).map(({ kind, data }) => ({ kind, data }));
  for (const index of INDEXES.toReversed()) expect(inputOf(7, index)).toMatchObject(seen[index] ?? {});
});

test('generates different inputs for different seeds and numbers', () => {
  const texts = (seed: number): string[] =>
    INDEXES.map((index) => JSON.stringify([inputOf(seed, index).kind, inputOf(seed, index).data]));
  const [seven, eight] = [texts(7), texts(8)];
  expect(new Set(seven).size).toBeGreaterThan(250);
  expect(new Set([...seven, ...eight]).size).toBeGreaterThan(500);
});

test('applies the defaults of options and names an invalid one', () => {
  expect(readOptions([])).toMatchObject({ count: 10_000, rate: 250, scenario: 'full-pipeline' });
  expect(readOptions(['--', '--seed', '5', '--only', '3'])).toMatchObject({ seed: 5, only: 3 });
  expect(() => readOptions(['--count', 'many'])).toThrow('--count: ');
  expect(() => readOptions(['--scenario', 'none'])).toThrow('--scenario: ');
  expect(() => readOptions(['--fast'])).toThrow('--fast');
});
