/**
 * Admits at most `limit` holders at a time, in order of arrival.
 *
 * @example
 * const leave = await semaphore.enter(signal);
 * try {
 *   await work();
 * } finally {
 *   leave();
 * }
 */
export class Semaphore {
  readonly #limit: number;
  readonly #queue = new Set<() => void>();
  #held = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Waits for a place. Each place acquired is returned with {@link release}.
   *
   * @param withinMs maximum wait; unlimited by default
   * @returns true when a place was acquired, false when `withinMs` elapsed first
   * @throws the reason of `signal` when it aborts first
   */
  async acquire(signal: AbortSignal, withinMs?: number): Promise<boolean> {
    signal.throwIfAborted();
    if (this.#held < this.#limit) {
      this.#held++;
      return true;
    }
    return await new Promise<boolean>((resolve, reject) => {
      // Leaves the queue synchronously, so that a place freed in the same tick goes to a waiter that still needs it.
      const settle = (outcome: () => void): void => {
        this.#queue.delete(admit);
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        outcome();
      };
      const admit = (): void => settle(() => resolve(true));
      const abort = (): void => settle(() => reject(signal.reason));
      const timer =
        withinMs === undefined ? undefined : setTimeout(() => settle(() => resolve(false)), withinMs);
      this.#queue.add(admit);
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  /**
   * Waits for a place without a time limit.
   *
   * @returns a function that releases the place; further calls have no effect
   * @throws the reason of `signal` when it aborts first
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    await this.acquire(signal);
    let held = true;
    return () => {
      if (held) this.release();
      held = false;
    };
  }

  /** Releases a place; the longest waiting caller gets it. */
  release(): void {
    const [next] = this.#queue;
    if (next === undefined) this.#held--;
    else next();
  }
}
