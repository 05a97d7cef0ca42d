import type { z } from 'zod';

/** Every field of a payload can be invalid; the first few issues are enough to act on. */
const MAX_ISSUES = 8;

/** One line that lists the first invalid fields with the reason for each, and the number of further ones. */
export function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  const listed = issues
    .slice(0, MAX_ISSUES)
    .map(({ path, message }) => `${path.length === 0 ? 'the payload' : path.join('.')}: ${message}`);
  const more = issues.length - listed.length;
  return [...listed, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
