import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { nearestMatch } from '../lib/nearest-match.ts';

/** Invalid command-line usage. The message states what to type instead. */
export class UsageError extends Error {}

/** The known word nearest to the typed one, and all known words. */
export function suggestion(typed: string, known: readonly string[]): string {
  const nearest = nearestMatch(typed, known);
  const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `;
  return `${hint}Known: ${known.length === 0 ? 'none' : known.join(', ')}.`;
}

/** Parses one of the known words. */
export function choice<Word extends string>(known: readonly Word[]): (typed: string) => Word {
  return (typed) => {
    const word = known.find((candidate) => candidate === typed);
    if (word === undefined) throw new InvalidArgumentError(suggestion(typed, known));
    return word;
  };
}

/** Parses a comma-separated list of known words; duplicates are dropped. */
export function listOf<Word extends string>(known: readonly Word[]): (typed: string) => Word[] {
  const parse = choice(known);
  return (typed) => [...new Set(typed.split(',').map((word) => parse(word.trim())))];
}

/** Parses with a zod schema; its messages become the usage error. */
export function parseWith<T>(schema: z.ZodType<T>): (typed: string) => T {
  return (typed) => {
    const parsed = schema.safeParse(typed);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(`${parsed.error.issues.map(({ message }) => message).join('; ')}.`);
  };
}

/** Parses an integer from `minimum` to 9999. */
export function integerAtLeast(minimum: number): (typed: string) => number {
  return (typed) => {
    if (/^\d{1,4}$/.test(typed) && Number(typed) >= minimum) return Number(typed);
    throw new InvalidArgumentError(`Expected an integer of at least ${minimum}.`);
  };
}

/** A duration such as `200ms` or `1.5s`, in milliseconds. */
export const durationMsSchema = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s)$/, 'expected a time such as 200ms or 1.5s')
  .transform((text) => Number.parseFloat(text) * (text.endsWith('ms') ? 1 : 1000));
