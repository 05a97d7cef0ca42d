/** The source of time for the engine. Tests replace it. */
export interface Clock {
  /** Milliseconds on a monotonic clock; only differences are meaningful. */
  nowMs(): number;
  wallTime(): Date;
  /** Calls `action` once after `delayMs`. The returned function cancels the call. */
  after(delayMs: number, action: () => void): () => void;
}

/** The clocks and timers of this machine. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallTime: () => new Date(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Milliseconds since `startedMs`, rounded to microseconds. */
export function elapsedMs(clock: Clock, startedMs: number): number {
  return Math.round((clock.nowMs() - startedMs) * 1000) / 1000;
}

/**
 * Resolves after `delayMs`.
 *
 * @throws the reason of `signal` as soon as it aborts
 */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(delayMs, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** Formats a time limit for messages: `400 ms`, `1.5 s`, `60 s`. */
export function formatLimitMs(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}
