import type { z } from 'zod';
import type { Observation } from './run-facts.ts';

const parsed = new WeakMap<z.ZodType, WeakMap<Observation, { readonly data: unknown }>>();

/**
 * The data of an observation in a known shape; `undefined` when it has another. Parsed once, however many causes read it,
 * and however often the events of a run in progress are examined.
 */
export function parseOnce<T>(schema: z.ZodType<T>, event: Observation): T | undefined {
  const ofSchema = parsed.get(schema) ?? new WeakMap<Observation, { readonly data: unknown }>();
  parsed.set(schema, ofSchema);
  const known = ofSchema.get(event) ?? { data: schema.safeParse(event.data).data };
  ofSchema.set(event, known);
  return known.data as T | undefined;
}
