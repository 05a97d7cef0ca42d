import { expect, test } from 'vitest';
import { DubbingFailure } from './dubbing-failure.ts';
import { fitToWindow } from './fit-to-window.ts';

const MONO = { sampleRateHz: 1000, channels: 1 };
const WINDOW = 12_000;

test('what is too long is cut at its end, what is too short is followed by silence', () => {
  const sound = (bytes: number): Buffer => Buffer.alloc(bytes, 7);
  expect(fitToWindow(sound(WINDOW), WINDOW, MONO)).toEqual(sound(WINDOW));
  expect(fitToWindow(sound(14_400), WINDOW, MONO)).toEqual(sound(WINDOW));
  expect(fitToWindow(sound(9600), WINDOW, MONO)).toEqual(Buffer.concat([sound(9600), Buffer.alloc(2400)]));
});

test.each([9598, 14_402, 0])('%i bytes are not the audio of a window of 12000', (bytes) => {
  const fit = (): Buffer => fitToWindow(Buffer.alloc(bytes), WINDOW, MONO);
  expect(fit).toThrow(DubbingFailure);
  expect(fit).toThrow(expect.objectContaining({ reason: 'invalid_result' }));
  expect(fit).toThrow(`lasts ${(bytes / 2000).toFixed(2)} s, its window 6.00 s`);
});
