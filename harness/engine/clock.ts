/** Where the engine takes time from, so that tests can be its master. */
export interface Clock {
  /** Milliseconds on a monotonic clock. Only differences mean anything. */
  nowMs(): number;
  wallTime(): Date;
  /** Calls `action` once, `delayMs` from now. The function returned takes it back. */
  after(delayMs: number, action: () => void): () => void;
}

/** The machine's own clocks. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallTime: () => new Date(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Milliseconds since `startedMs`, to the microsecond: finer than anything that is measured with it. */
export function elapsedMs(clock: Clock, startedMs: number): number {
  return Math.round((clock.nowMs() - startedMs) * 1000) / 1000;
}

/**
 * Resolves after `delayMs`.
 *
 * @throws the signal's reason as soon as it is aborted
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
