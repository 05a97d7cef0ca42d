import { expect, test } from 'vitest';
import { isSilent } from './silence.ts';

const RATE_HZ = 16_000;

/** A tone of 440 Hz within a second of silence. @param lengthS how long it sounds */
function tone(amplitude: number, lengthS: number): Int16Array {
  return Int16Array.from({ length: RATE_HZ }, (_, index) =>
    index < lengthS * RATE_HZ ? amplitude * Math.sin((2 * Math.PI * 440 * index) / RATE_HZ) : 0,
  );
}

test('nothing, and what is too quiet to hear, is silence', () => {
  expect(isSilent(new Int16Array(0), RATE_HZ)).toBe(true);
  expect(isSilent(new Int16Array(RATE_HZ), RATE_HZ)).toBe(true);
  // −53 dBFS: a sine's effective value is 3 dB below its amplitude.
  expect(isSilent(tone(32_768 * 10 ** (-50 / 20), 1), RATE_HZ)).toBe(true);
});

test('a quiet voice, and a short sound in a long silence, are not', () => {
  expect(isSilent(tone(32_768 * 10 ** (-45 / 20), 1), RATE_HZ)).toBe(false);
  expect(isSilent(tone(3000, 0.03), RATE_HZ)).toBe(false);
});
