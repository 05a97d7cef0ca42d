import { z } from 'zod';
import { ConfigError } from './config-error.ts';

/** A variable that holds a whole number. */
export function wholeNumber(min: number, max: number) {
  return z
    .string()
    .regex(/^\d+$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

/** A variable that holds a number. @param what what is expected, for who wrote something else */
export function decimal(what: string, min: number, max: number) {
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, `expected ${what}`)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

/** A variable that holds several values, separated by commas. */
export const commaSeparated = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()))
  .transform((items) => items.filter((item) => item !== ''));

/**
 * What the variables of a service hold. An empty one counts as unset.
 *
 * @throws {ConfigError} naming each variable that is missing or wrong, and what it holds, but for secrets
 */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  environment: NodeJS.ProcessEnv,
): z.output<Schema> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (!parsed.success) throw new ConfigError(parsed.error.issues, set);
  return parsed.data;
}
