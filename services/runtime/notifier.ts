/** Resolves all pending waits on a change; callers then read the state. */
export class Notifier {
  #next = Promise.withResolvers<void>();

  notify(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  /**
   * Resolves at the next notification, or after a timeout.
   *
   * @param withinMs the timeout; without it the wait is unlimited
   * @throws the reason of `signal` when it is aborted first
   */
  async wait(signal: AbortSignal, withinMs?: number): Promise<void> {
    signal.throwIfAborted();
    const { promise: timedOut, resolve, reject } = Promise.withResolvers<void>();
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const timer = withinMs === undefined ? undefined : setTimeout(resolve, withinMs);
    await Promise.race([this.#next.promise, timedOut]).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    });
  }
}
