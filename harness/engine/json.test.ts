import { expect, test } from 'vitest';
import { toJson } from './json.ts';

test('returns JSON unchanged', () => {
  const value = { text: 'a', number: 1.5, flag: true, none: null, list: [1, [2]] };
  expect(toJson(value)).toEqual(value);
});

test('describes values without a JSON form', () => {
  const value = {
    absent: undefined,
    nan: Number.NaN,
    big: 2n ** 60n,
    at: new Date(0),
    bytes: Buffer.alloc(12),
    set: new Set(['x']),
    error: new TypeError('no'),
    url: new URL('http://127.0.0.1:1/'),
  };
  expect(toJson(value)).toEqual({
    nan: 'NaN',
    big: '1152921504606846976',
    at: '1970-01-01T00:00:00.000Z',
    bytes: '(12 bytes)',
    set: ['x'],
    error: 'TypeError: no',
    url: 'http://127.0.0.1:1/',
  });
});

test('bounds the size of the result', () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const wide = Array.from({ length: 300 }, () => Array.from({ length: 300 }, () => 'x'.repeat(200)));
  for (const value of [circle, wide, 'x'.repeat(1e7)]) {
    const text = JSON.stringify(toJson(value, { depth: 5, items: 50, text: 100, values: 500 }));
    expect(text.length).toBeLessThan(100_000);
  }
});

test('notes how much was cut', () => {
  const bounds = { depth: 1, items: 2, text: 3, values: 100 };
  expect(toJson('abcde', bounds)).toBe('abc… (2 more characters)');
  expect(toJson([1, 2, 3, 4], bounds)).toEqual([1, 2, '… (2 more)']);
  expect(toJson({ a: { b: 1 } }, bounds)).toEqual({ a: '… (deeper)' });
});

test('handles a getter that throws', () => {
  const trap = {
    get value(): never {
      throw new Error('gotcha');
    },
  };
  expect(toJson(trap)).toContain('gotcha');
});
