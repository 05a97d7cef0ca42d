import { z } from 'zod';

/**
 * Building blocks for payloads of other programs. They accept `null` as absent, ignore unknown keys, and accept integers
 * as `6000.0` or `"6000"`.
 */

declare global {
  // ECMAScript 2026, in Node since 22; not in TypeScript's libraries yet.
  interface JSON {
    rawJSON(text: string): object;
    isRawJSON(value: unknown): value is { readonly rawJSON: string };
  }
}

/** Numbers that a double cannot hold arrive as raw JSON (ADR 0040); schemas read them as the nearest double. */
function nearestDouble(value: unknown): unknown {
  return JSON.isRawJSON(value) ? Number(value.rawJSON) : value;
}

function withoutNulls(received: unknown): unknown {
  const value = nearestDouble(received);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}

/** An object. `null` fields count as absent; unknown keys are dropped. */
export function wireObject<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(withoutNulls, z.object(shape));
}

const INTEGER_TEXT = /^\s*[+-]?\d+(\.0*)?\s*$/;

/** An integer within `[min, max]`, also as a string. Fractions are rejected. */
export function wireInteger(min: number, max: number) {
  return z.preprocess(
    (value) => (typeof value === 'string' && INTEGER_TEXT.test(value) ? Number(value) : nearestDouble(value)),
    z.number().int().min(min).max(max),
  );
}

/** A finite number, also as a string, read as a double. To forward it unchanged, forward the received payload. */
export const wireNumber = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : nearestDouble(value)),
  z.number(),
);

/** A non-empty string of bounded length, for ids that become map keys and metric labels. */
export const wireId = z.string().min(1).max(256);

/** An object with arbitrary keys, whose values are kept as received. */
export const wireRecord = z.preprocess(nearestDouble, z.looseObject({}));
