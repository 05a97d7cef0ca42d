import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wireNumber } from '../../contracts/wire.ts';
import { keepExactNumbers, mayContainLongNumber } from './exact-number-parser.ts';

const parse = (text: string): unknown => JSON.parse(text, keepExactNumbers);

test('writes integers of any length digit for digit', () => {
  fc.assert(
    fc.property(fc.bigInt(), (number) => {
      const text = `{"metadata":{"pts_ns":${number},"list":[${number}]}}`;
      expect(JSON.stringify(parse(text))).toBe(text);
    }),
  );
});

test('reads numbers that a double can hold as numbers', () => {
  expect(parse('[6000.0, 1e3, 9007199254740991, -0.5, 1763821132123.25]')).toEqual([
    6000, 1000, 9007199254740991, -0.5, 1763821132123.25,
  ]);
});

test.each(['9007199254740993', '-9007199254740993', '1763821132123.456789', '1152921504606846976'])(
  'keeps %s as text, finds it in the scan, and reads it as the nearest double',
  (text) => {
    expect(JSON.isRawJSON(parse(text))).toBe(true);
    expect(mayContainLongNumber(`{"a":${text}}`)).toBe(true);
    expect(wireNumber.parse(parse(text))).toBe(Number(text));
  },
);

test('finds every number that a double would change', () => {
  const number = fc.bigInt({ min: 10n ** 15n });
  fc.assert(
    fc.property(number, fc.constantFrom('[', '[1,', '{"a":', '{"a": ', '[-'), (digits, before) => {
      expect(mayContainLongNumber(`${before}${digits}`)).toBe(true);
    }),
  );
});
