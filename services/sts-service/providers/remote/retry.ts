import { setTimeout as sleep } from 'node:timers/promises';

/** The clock that retries use. */
export interface RetryClock {
  /** The clock of `performance.now()`. */
  nowMs(): number;
  /** Unix time. */
  dateMs(): number;
  /** @throws the reason of `signal` */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: RetryClock = {
  nowMs: () => performance.now(),
  dateMs: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

const FIRST_DELAY_MS = 250;

/** The delay before the next attempt: the one that the server requests, otherwise 250 ms, doubled for each failure. */
export function retryDelayMs(failedAttempts: number, retryAfterMs: number | undefined): number {
  return retryAfterMs ?? FIRST_DELAY_MS * 2 ** (failedAttempts - 1);
}

/**
 * Parses a `Retry-After` header: seconds, or a date (RFC 9110, 10.2.3).
 *
 * @param dateMs current Unix time
 * @returns `undefined` for a missing or invalid header
 */
export function parseRetryAfterMs(header: string | null, dateMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Date.parse accepts many formats; HTTP dates start with the day of the week.
  const untilMs = /^[A-Z][a-z]+, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(untilMs) ? undefined : Math.max(0, untilMs - dateMs);
}
