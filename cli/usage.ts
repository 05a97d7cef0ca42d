import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { nearestMatch } from '../lib/nearest-match.ts';

/** Invalid command-line usage. The message states what to type instead. */
export class UsageError extends Error {}

/** A longer list is cut, because the message would be lost in it. */
const MAX_KNOWN = 24;
const KNOWN_SHOWN = 12;

/** The known word nearest to the typed one, and the known words. */
export function suggestion(typed: string, known: readonly string[]): string {
  const nearest = nearestMatch(typed, known);
  const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `;
  const shown = known.length > MAX_KNOWN ? known.slice(0, KNOWN_SHOWN) : known;
  const others = known.length - shown.length;
  return `${hint}Known: ${shown.length === 0 ? 'none' : shown.join(', ')}${others === 0 ? '' : ` and ${others} more`}.`;
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

const MAX_INTEGER = 9999;

/** Parses an integer from `minimum` to 9999. */
export function integerAtLeast(minimum: number): (typed: string) => number {
  return (typed) => {
    const number = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
    if (number >= minimum && number <= MAX_INTEGER) return number;
    throw new InvalidArgumentError(`Expected an integer from ${minimum} to ${MAX_INTEGER}.`);
  };
}

/** A duration such as `200ms` or `1.5s`, in milliseconds. */
export const durationMsSchema = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s)$/, {
    error: ({ input }) => {
      const isNumber = typeof input === 'string' && /^\d+(\.\d+)?$/.test(input);
      return `expected a time such as 200ms or 1.5s${isNumber ? `: the unit is missing, as in ${input}s` : ''}`;
    },
  })
  .transform((text) => Number.parseFloat(text) * (text.endsWith('ms') ? 1 : 1000));
