import type { MonitorEvent } from './monitor-event.ts';

interface Waiter {
  readonly predicate: (event: MonitorEvent) => boolean;
  readonly resolve: (event: MonitorEvent) => void;
  readonly reject: (error: unknown) => void;
}

/** The newest events of an observer, at most `limit` of them. */
export class EventHistory {
  readonly #limit: number;
  readonly #events: MonitorEvent[] = [];
  readonly #waiters = new Set<Waiter>();
  #discarded = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Oldest first. */
  get events(): readonly MonitorEvent[] {
    return this.#events;
  }

  /** How many events were added, discarded ones included. */
  get total(): number {
    return this.#discarded + this.#events.length;
  }

  add(event: MonitorEvent): void {
    this.#events.push(event);
    if (this.#events.length > this.#limit) {
      this.#events.shift();
      this.#discarded += 1;
    }
    for (const waiter of this.#waiters) {
      try {
        if (waiter.predicate(event)) waiter.resolve(event);
      } catch (error) {
        waiter.reject(error);
      }
    }
  }

  /**
   * Resolves with the first kept event that satisfies `predicate`, or with the next one that is added. Rejects with
   * `failure()` when `signal` is aborted.
   */
  async find(
    predicate: (event: MonitorEvent) => boolean,
    signal: AbortSignal,
    failure: () => Error,
  ): Promise<MonitorEvent> {
    const kept = this.#events.find(predicate);
    if (kept !== undefined) return kept;
    if (signal.aborted) throw failure();
    const { promise, resolve, reject } = Promise.withResolvers<MonitorEvent>();
    const waiter: Waiter = { predicate, resolve, reject };
    const onAbort = () => reject(failure());
    this.#waiters.add(waiter);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await promise;
    } finally {
      this.#waiters.delete(waiter);
      signal.removeEventListener('abort', onAbort);
    }
  }
}
