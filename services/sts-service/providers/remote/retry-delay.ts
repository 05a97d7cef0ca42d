const FIRST_MS = 250;

/** How long to wait before the next attempt: as long as the server asks, or twice as long as the time before. */
export function retryDelayMs(failedAttempts: number, retryAfterMs: number | undefined): number {
  return retryAfterMs ?? FIRST_MS * 2 ** (failedAttempts - 1);
}

/**
 * Reads a `Retry-After` header: a number of seconds, or a date (RFC 9110, 10.2.3).
 *
 * @param dateMs Unix time now
 * @returns `undefined` when there is none, or none that can be understood
 */
export function parseRetryAfterMs(header: string | null, dateMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Date.parse takes much for a date; one of HTTP begins with the day of the week.
  const untilMs = /^[A-Z][a-z]+, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(untilMs) ? undefined : Math.max(0, untilMs - dateMs);
}
