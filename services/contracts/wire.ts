import { z } from 'zod';
import { nearestDouble } from './exact-number.ts';

/**
 * Building blocks for payloads that other people's programs send: liberal in what they accept.
 * `null` means absent, unknown keys are ignored, and an integer may arrive as `6000.0` or `"6000"`.
 */

function withoutNulls(sent: unknown): unknown {
  const value = nearestDouble(sent);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}

/** An object whose `null` fields count as absent and whose unknown keys are dropped. */
export function wireObject<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(withoutNulls, z.object(shape));
}

const INTEGER_TEXT = /^\s*[+-]?\d+(\.0*)?\s*$/;

/** An integer within `[min, max]`; accepts the number as text, refuses a fraction. */
export function wireInteger(min: number, max: number) {
  return z.preprocess(
    (value) => (typeof value === 'string' && INTEGER_TEXT.test(value) ? Number(value) : nearestDouble(value)),
    z.number().int().min(min).max(max),
  );
}

/** A finite number that may arrive as text; read as a double, so what exceeds 2^53 must be passed on as it came. */
export const wireNumber = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : nearestDouble(value)),
  z.number(),
);

/** A non-empty text of bounded length, for ids that end up as map keys and metric labels. */
export const wireId = z.string().min(1).max(256);

/** An object of which nothing is known; its values are kept as they came. */
export const wireRecord = z.preprocess(nearestDouble, z.looseObject({}));
