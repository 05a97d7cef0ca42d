import { z } from 'zod';

/** A time as people type it, `200ms` or `1.5s`, in milliseconds. */
export const durationMsSchema = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s)$/, 'expected a time such as 200ms or 1.5s')
  .transform((text) => Number.parseFloat(text) * (text.endsWith('ms') ? 1 : 1000));
