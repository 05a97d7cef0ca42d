declare global {
  // ECMAScript 2026, in Node since 22; not in TypeScript's libraries yet.
  interface JSON {
    rawJSON(text: string): object;
    isRawJSON(value: unknown): value is { readonly rawJSON: string };
  }
}

/** Every decimal of up to this many digits survives a double (IEEE 754, DBL_DIG of C). */
const SAFE_DIGITS = 15;

/**
 * Text that may hold a number of more than {@link SAFE_DIGITS} digits. Finds some text in strings as well: what is
 * found must still be parsed.
 */
const LONG_NUMBER = new RegExp(`[[,:\\s]-?\\d[\\d.]{${SAFE_DIGITS},}`);

/** Whether `json` may hold a number that a double cannot carry. A scan, much cheaper than a reviver. */
export function mayHoldLongNumber(json: string): boolean {
  return LONG_NUMBER.test(json);
}

function keep(_key: string, value: unknown, { source = '' }: { source?: string }): unknown {
  if (typeof value !== 'number' || source.length <= SAFE_DIGITS || String(value) === source) return value;
  return JSON.rawJSON(source);
}

/**
 * A reviver for `JSON.parse` that keeps each number which a double would change as the text it came as, such as
 * nanoseconds beyond 2^53. `JSON.stringify` writes that text again, digit for digit.
 */
// TypeScript's libraries do not know the third argument of a reviver either.
export const keepExactNumber = keep as (key: string, value: unknown) => unknown;

/** The double next to a number that {@link keepExactNumber} kept as text; any other value as it is. */
export function nearestDouble(value: unknown): unknown {
  return JSON.isRawJSON(value) ? Number(value.rawJSON) : value;
}
