import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepExactNumber, mayHoldLongNumber, nearestDouble } from './exact-number.ts';

const parse = (text: string): unknown => JSON.parse(text, keepExactNumber);

test('a whole number of any length comes out digit for digit', () => {
  fc.assert(
    fc.property(fc.bigInt(), (number) => {
      const text = `{"metadata":{"pts_ns":${number},"list":[${number}]}}`;
      expect(JSON.stringify(parse(text))).toBe(text);
    }),
  );
});

test('what a double carries stays a number', () => {
  expect(parse('[6000.0, 1e3, 9007199254740991, -0.5, 1763821132123.25]')).toEqual([
    6000, 1000, 9007199254740991, -0.5, 1763821132123.25,
  ]);
});

test.each(['9007199254740993', '-9007199254740993', '1763821132123.456789', '1152921504606846976'])(
  '%s is kept as text, found by the scan, and read as the nearest double',
  (text) => {
    expect(JSON.isRawJSON(parse(text))).toBe(true);
    expect(mayHoldLongNumber(`{"a":${text}}`)).toBe(true);
    expect(nearestDouble(parse(text))).toBe(Number(text));
  },
);

test('the scan misses no number that would be changed', () => {
  const number = fc.bigInt({ min: 10n ** 15n });
  fc.assert(
    fc.property(number, fc.constantFrom('[', '[1,', '{"a":', '{"a": ', '[-'), (digits, before) => {
      expect(mayHoldLongNumber(`${before}${digits}`)).toBe(true);
    }),
  );
});
