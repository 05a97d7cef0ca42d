import fc from 'fast-check';

/** Values that are invalid for a text field. */
export const nonText = fc.oneof(
  fc.constantFrom<unknown>('', null, true, false, 0, -1.5, 1e308, [], {}, [['x']]),
  fc.array(fc.integer(), { minLength: 1, maxLength: 4 }),
  fc.dictionary(fc.string(), fc.integer(), { minKeys: 1, maxKeys: 3 }),
);

/** Values that are invalid for every field of the STS protocol. Never absent. */
export const nonValue = fc.oneof(
  fc.constantFrom<unknown>([], [[]], true, false, -1.5, 1e308, ''),
  fc.array(fc.integer(), { minLength: 1, maxLength: 4 }),
  fc.dictionary(fc.string(), fc.integer(), { minKeys: 1, maxKeys: 3 }),
);

/** Any JSON string, including lone surrogates and control characters. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\0', '\ud800', '../..', '%00', '\r\n', "'; --", '{{7*7}}', '__proto__', 'constructor'),
);

/** Any JSON, occasionally deeply nested. */
export const anyJson = fc.oneof(
  { weight: 8, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 3000 }).map(nested) },
);

function nested(levels: number): unknown {
  let value: unknown = 0;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}
