import { InvalidArgumentError } from 'commander';
import type { z } from 'zod';
import { nearestMatch } from '../lib/nearest-match.ts';

/** What was typed cannot be done. The message says what to type. */
export class UsageError extends Error {}

/** What to type instead: the word that was most likely meant, and all there are. */
export function suggestion(typed: string, known: readonly string[]): string {
  const nearest = nearestMatch(typed, known);
  const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `;
  return `${hint}Known: ${known.length === 0 ? 'none' : known.join(', ')}.`;
}

/** Takes one of the known words as the value of an option or argument. */
export function oneOf<Word extends string>(known: readonly Word[]): (typed: string) => Word {
  return (typed) => {
    const word = known.find((candidate) => candidate === typed);
    if (word === undefined) throw new InvalidArgumentError(suggestion(typed, known));
    return word;
  };
}

/** Takes one or more of the known words, separated by commas; each counts once. */
export function someOf<Word extends string>(known: readonly Word[]): (typed: string) => Word[] {
  const one = oneOf(known);
  return (typed) => [...new Set(typed.split(',').map((word) => one(word.trim())))];
}

/** Takes what a schema takes as the value of an option. */
export function accordingTo<T>(schema: z.ZodType<T>): (typed: string) => T {
  return (typed) => {
    const parsed = schema.safeParse(typed);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(`${parsed.error.issues.map(({ message }) => message).join('; ')}.`);
  };
}

/** Takes a whole number of at least `least`. */
export function countFrom(least: number): (typed: string) => number {
  return (typed) => {
    if (/^\d{1,4}$/.test(typed) && Number(typed) >= least) return Number(typed);
    throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
  };
}
