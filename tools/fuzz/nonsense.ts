import fc from 'fast-check';

/** What no field that holds a text may hold. */
export const notAText = fc.oneof(
  fc.constantFrom<unknown>('', null, true, false, 0, -1.5, 1e308, [], {}, [['x']]),
  fc.array(fc.integer(), { minLength: 1, maxLength: 4 }),
  fc.dictionary(fc.string(), fc.integer(), { minKeys: 1, maxKeys: 3 }),
);

/** What no field of the STS protocol may hold: neither a text nor a number of use, and never absent. */
export const notAValue = fc.oneof(
  fc.constantFrom<unknown>([], [[]], true, false, -1.5, 1e308, ''),
  fc.array(fc.integer(), { minLength: 1, maxLength: 4 }),
  fc.dictionary(fc.string(), fc.integer(), { minKeys: 1, maxKeys: 3 }),
);

/** Any text that JSON can hold, half a character and control characters included. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\0', '\ud800', '../..', '%00', '\r\n', "'; --", '{{7*7}}', '__proto__', 'constructor'),
);

/** Any JSON; deep and wide now and then. */
export const anyJson = fc.oneof(
  { weight: 8, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 3000 }).map(nested) },
);

function nested(levels: number): unknown {
  let value: unknown = 0;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}
