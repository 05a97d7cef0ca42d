/** Lets at most `limit` holders in at a time, first come, first served. */
export class Semaphore {
  readonly #limit: number;
  readonly #queue = new Set<() => void>();
  #held = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Waits for a place.
   *
   * @param withinMs how long; without it, as long as it takes
   * @returns true when the place is held now; false when none came free in time
   * @throws the reason of `signal` when that is aborted first
   */
  async acquire(signal: AbortSignal, withinMs?: number): Promise<boolean> {
    signal.throwIfAborted();
    if (this.#held < this.#limit) {
      this.#held++;
      return true;
    }
    return await new Promise<boolean>((resolve, reject) => {
      // Leaves the queue in the same moment, so that a place that comes free goes to one who still waits.
      const settle = (how: () => void): void => {
        this.#queue.delete(enter);
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        how();
      };
      const enter = (): void => settle(() => resolve(true));
      const abort = (): void => settle(() => reject(signal.reason));
      const timer =
        withinMs === undefined ? undefined : setTimeout(() => settle(() => resolve(false)), withinMs);
      this.#queue.add(enter);
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  /** Gives a place back: to who has waited longest, if anyone waits. */
  release(): void {
    const [next] = this.#queue;
    if (next === undefined) this.#held--;
    else next();
  }
}
