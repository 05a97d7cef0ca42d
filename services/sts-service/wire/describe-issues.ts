import type { z } from 'zod';

/** A payload may be wrong in as many places as it has fields; the first few say what to do. */
const TOLD = 8;

/** One sentence that names the first fields that are wrong, each with why, and how many there are beside. */
export function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  const told = issues
    .slice(0, TOLD)
    .map(({ path, message }) => `${path.length === 0 ? 'the payload' : path.join('.')}: ${message}`);
  const more = issues.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
