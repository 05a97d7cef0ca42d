import { z } from 'zod';

const boundsSchema = z
  .strictObject({ min: z.number().optional(), max: z.number().optional() })
  .refine(({ min, max }) => min !== undefined || max !== undefined)
  .transform(({ min, max }) => ({ ...(min !== undefined && { min }), ...(max !== undefined && { max }) }));

/** The bounds of a measured number. @returns undefined for a limit that is a value to be equal to */
export function boundsOf(limit: unknown): { readonly min?: number; readonly max?: number } | undefined {
  return boundsSchema.safeParse(limit).data;
}
