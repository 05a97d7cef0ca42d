import { expect, test } from 'vitest';
import { fragmentStartsMs } from './fragment-starts.ts';

const NOW_MS = 1_764_590_000_000;

function starts(timestamps: readonly number[], durationMs = 6000): number[] {
  return fragmentStartsMs(timestamps.map((timestamp) => ({ timestamp, audio: { duration_ms: durationMs } })));
}

test('takes positions in the stream as they are', () => {
  expect(starts([0, 6000, 12_000])).toEqual([0, 6000, 12_000]);
  expect(starts([2000, 14_000.5])).toEqual([2000, 14_000.5]);
});

test.each([
  ['in time', [0, 6000, 12_000], [0, 6000, 12_000]],
  ['with jitter', [0, 6900, 11_200, 18_000], [0, 6000, 12_000, 18_000]],
  ['with much jitter', [0, 10_500, 12_000, 23_000, 24_000], [0, 6000, 12_000, 18_000, 24_000]],
  ['all at once', [0, 1, 2], [0, 6000, 12_000]],
  ['with two missing', [0, 6000, 24_300], [0, 6000, 24_000]],
  ['with one missing and jitter', [0, 17_500, 18_100, 25_000], [0, 12_000, 18_000, 24_000]],
])('counts whole fragments from Unix time: sent %s', (_case, sentMs, expected) => {
  expect(starts(sentMs.map((ms) => NOW_MS + ms))).toEqual(expected);
});

test('a last, shorter fragment starts where the previous one ended', () => {
  const sent = [6000, 2500].map((duration_ms, at) => ({
    timestamp: NOW_MS + at * 2600,
    audio: { duration_ms },
  }));
  expect(fragmentStartsMs(sent)).toEqual([0, 6000]);
});
