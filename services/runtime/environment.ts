import { z } from 'zod';
import { ConfigError } from './config-error.ts';

/** A variable with an integer value. */
export function wholeNumber(min: number, max: number) {
  return z
    .string()
    .regex(/^\d+$/, 'expected an integer')
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

/** A variable with a decimal value. @param what the expected value, for the error message */
export function decimal(what: string, min: number, max: number) {
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, `expected ${what}`)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

/** A variable with several values, separated by commas. */
export const commaSeparated = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()))
  .transform((items) => items.filter((item) => item !== ''));

/**
 * Reads the variables of a service. An empty variable counts as unset.
 *
 * @throws {ConfigError} names each missing or invalid variable, and its value unless that is a secret
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
