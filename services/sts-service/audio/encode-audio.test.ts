import { expect, test } from 'vitest';
import { aacSampleRateHz } from './encode-audio.ts';

test('keeps an AAC sample rate and rounds any other up to the next one', () => {
  expect([8000, 44_100, 48_000, 50_000, 95_999, 96_000].map(aacSampleRateHz)).toEqual([
    8000, 44_100, 48_000, 64_000, 96_000, 96_000,
  ]);
});
