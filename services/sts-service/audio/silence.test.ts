import { expect, test } from 'vitest';
import { isSilent } from './silence.ts';

const RATE_HZ = 16_000;

/** One second: a tone of 440 Hz, then silence. @param lengthS duration of the tone */
function tone(amplitude: number, lengthS: number): Int16Array {
  return Int16Array.from({ length: RATE_HZ }, (_, index) =>
    index < lengthS * RATE_HZ ? amplitude * Math.sin((2 * Math.PI * 440 * index) / RATE_HZ) : 0,
  );
}

test('treats empty and inaudible samples as silence', () => {
  expect(isSilent(new Int16Array(0), RATE_HZ)).toBe(true);
  expect(isSilent(new Int16Array(RATE_HZ), RATE_HZ)).toBe(true);
  // −53 dBFS: the RMS value of a sine is 3 dB below its amplitude.
  expect(isSilent(tone(32_768 * 10 ** (-50 / 20), 1), RATE_HZ)).toBe(true);
});

test('does not treat a quiet voice or a short tone as silence', () => {
  expect(isSilent(tone(32_768 * 10 ** (-45 / 20), 1), RATE_HZ)).toBe(false);
  expect(isSilent(tone(3000, 0.03), RATE_HZ)).toBe(false);
});
