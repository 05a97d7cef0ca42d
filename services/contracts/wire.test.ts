import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { wireId, wireInteger, wireNumber, wireObject } from './wire.ts';

const integer = wireInteger(100, 10_000);

test.each([6000, 6000.0, '6000', '6000.0', ' 6000 ', '+6000', '6000.'])(
  'reads %j as the integer 6000',
  (value) => {
    expect(integer.parse(value)).toBe(6000);
  },
);

test.each([
  6000.5,
  '6000.5',
  99,
  10_001,
  '99',
  '1e3',
  '0x100',
  '',
  ' ',
  'six',
  true,
  [6000],
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '99999999999999999999',
  null,
  undefined,
])('rejects %j as an integer from 100 to 10000', (value) => {
  expect(integer.safeParse(value).success).toBe(false);
});

test('reads every integer within the bounds as a number, as a string, and with the fraction .0', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 10_000 }), (value) => {
      for (const form of [value, String(value), `${value}.0`]) expect(integer.parse(form)).toBe(value);
    }),
  );
});

test('rejects every number with a fraction', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 100, max: 10_000, noNaN: true }).filter((value) => !Number.isInteger(value)),
      (value) => {
        for (const form of [value, String(value)]) expect(integer.safeParse(form).success).toBe(false);
      },
    ),
  );
});

test('accepts a number with a fraction, also as a string', () => {
  expect([1.5, '1.5', -3, '0'].map((value) => wireNumber.parse(value))).toEqual([1.5, 1.5, -3, 0]);
  for (const value of ['', ' ', 'x', Number.NaN, Number.POSITIVE_INFINITY, 'Infinity', null, {}]) {
    expect(wireNumber.safeParse(value).success).toBe(false);
  }
});

test('accepts an id of 1 to 256 characters', () => {
  expect(wireId.parse('a'.repeat(256))).toHaveLength(256);
  for (const value of ['', 'a'.repeat(257), 7, null]) expect(wireId.safeParse(value).success).toBe(false);
});

test('treats null as absent: drops optional fields, applies defaults, rejects required fields', () => {
  const schema = wireObject({
    id: wireId,
    reason: z.string().optional(),
    count: wireInteger(1, 10).default(3),
    nested: wireObject({ code: z.string().optional() }).optional(),
  });
  expect(schema.parse({ id: 'a', reason: null, count: null, nested: { code: null } })).toEqual({
    id: 'a',
    count: 3,
    nested: {},
  });
  expect(schema.safeParse({ id: null }).error?.issues.map(({ path }) => path)).toEqual([['id']]);
});

test('drops unknown keys, whatever their names', () => {
  const schema = wireObject({ id: wireId });
  const payload: unknown = JSON.parse('{"id":"a","later":1,"__proto__":{"polluted":true},"constructor":2}');
  expect(Object.entries(schema.parse(payload))).toEqual([['id', 'a']]);
});

test.each([null, undefined, 'text', 7, [{ id: 'a' }]])('rejects %j as an object', (value) => {
  expect(wireObject({ id: wireId }).safeParse(value).success).toBe(false);
});
