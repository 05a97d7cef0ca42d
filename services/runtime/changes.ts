/** Tells whoever waits that something has changed; what, they look up. */
export class Changes {
  #next = Promise.withResolvers<void>();

  tell(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  /**
   * Resolves at the next change, or after a while.
   *
   * @param withinMs how long; without it, as long as it takes
   * @throws the reason of `signal` when that is aborted first
   */
  async next(signal: AbortSignal, withinMs?: number): Promise<void> {
    signal.throwIfAborted();
    const { promise: over, resolve, reject } = Promise.withResolvers<void>();
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const timer = withinMs === undefined ? undefined : setTimeout(resolve, withinMs);
    await Promise.race([this.#next.promise, over]).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    });
  }
}
