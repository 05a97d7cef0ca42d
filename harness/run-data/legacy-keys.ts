import { z } from 'zod';

/**
 * A schema that also reads objects written under earlier key names, so that old run folders still open.
 *
 * @param keys current name by earlier name
 */
export function readingLegacyKeys<Schema extends z.ZodType>(
  keys: Readonly<Record<string, string>>,
  schema: Schema,
): z.ZodPreprocess<Schema> {
  return z.preprocess((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [keys[key] ?? key, held]));
  }, schema);
}
