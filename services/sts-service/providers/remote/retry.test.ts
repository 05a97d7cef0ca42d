import { expect, test } from 'vitest';
import { parseRetryAfterMs, retryDelayMs } from './retry.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 12, 0, 0);

test.each([
  ['0', 0],
  ['120', 120_000],
  [' 3 ', 3000],
  ['Sun, 22 Nov 2026 12:00:07 GMT', 7000],
  ['Sunday, 22-Nov-26 12:00:07 GMT', 7000],
  ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
])('parses Retry-After: %s', (header, waitMs) => {
  expect(parseRetryAfterMs(header, NOW_MS)).toBe(waitMs);
});

test.each([null, '', '-1', '1.5', 'soon', 'Sun, 99 Foo 2026', '2026-11-22'])(
  'ignores the invalid Retry-After %j',
  (header) => {
    expect(parseRetryAfterMs(header, NOW_MS)).toBeUndefined();
  },
);

test('doubles the delay unless the server requests one', () => {
  expect([1, 2, 3].map((failed) => retryDelayMs(failed, undefined))).toEqual([250, 500, 1000]);
  expect(retryDelayMs(3, 0)).toBe(0);
});
