import { expect, test } from 'vitest';
import { SampleRateGuess } from './sample-rate-guess.ts';

const RATE_HZ = 48_000;
const MS = RATE_HZ / 1000;

/** Adds 2 s of pieces. Returns the ratios that were found. */
function found(
  guess: SampleRateGuess,
  startS: number,
  durationOf: (n: number) => number,
  pieceSamples = 1115,
): number[] {
  const ratios: number[] = [];
  let time = startS * RATE_HZ;
  for (let n = 0; n * pieceSamples < 2 * RATE_HZ; n++) {
    const ratio = guess.add(Math.round(time / MS) * MS, pieceSamples);
    if (ratio !== undefined) ratios.push(ratio);
    time += durationOf(n);
  }
  return ratios;
}

test('finds audio of 48 kHz that is decoded for 44.1 kHz, and the return to the right rate', () => {
  const guess = new SampleRateGuess(RATE_HZ);
  expect(found(guess, 0, () => 1115)).toEqual([]);
  expect(found(guess, 2, () => 1024)).toEqual([147 / 160]);
  expect(guess.ratio).toBe(147 / 160);
  expect(found(guess, 4, () => 1115)).toEqual([1]);
  expect(found(guess, 6, () => 1115 * (160 / 147))).toEqual([160 / 147]);
});

test.each([
  ['a drift of 1 %', () => 1115 * 1.01, 1115],
  ['one gap', (n: number) => (n === 20 ? 1115 + 80 * MS : 1115), 1115],
  ['a lost packet in two', () => 2 * 1115, 1115],
  ['packets of 2.5 ms', () => 120, 120],
])('%s is no other sample rate', (_, durationOf, pieceSamples) => {
  expect(found(new SampleRateGuess(RATE_HZ), 0, durationOf, pieceSamples)).toEqual([]);
});
