import { setTimeout as sleep } from 'node:timers/promises';

/** The time that retries are measured by. */
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
