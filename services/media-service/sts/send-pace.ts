import type { Backpressure } from '../../contracts/sts-notice.ts';

/** The longest delay between two fragments; a pause that is not resumed ends after it too. */
const MAX_DELAY_MS = 30_000;
/** The delay of a `slow_down` without one, as the project's STS service recommends it. */
const DEFAULT_DELAY_MS = 500;

/** Determines when the next fragment of a session may be sent, from the backpressure of the service. */
export class SendPace {
  #minDelayMs = 0;
  #lastSentMs = Number.NEGATIVE_INFINITY;
  /** Start of the current pause; `undefined` when not paused. */
  #pausedMs: number | undefined;
  readonly #waiting = new Set<() => void>();

  /** The duration of the current pause; `undefined` when not paused. */
  get pausedForMs(): number | undefined {
    return this.#pausedMs === undefined ? undefined : performance.now() - this.#pausedMs;
  }

  /** Applies a backpressure event. It holds until the next one. */
  applyBackpressure({ action, recommended_delay_ms: delayMs = DEFAULT_DELAY_MS }: Backpressure): void {
    this.#minDelayMs = action === 'slow_down' ? Math.min(delayMs, MAX_DELAY_MS) : 0;
    // A repeated pause does not extend the current one.
    if (action !== 'pause') this.#pausedMs = undefined;
    else this.#pausedMs ??= performance.now();
    this.#wakeAll();
  }

  /** A new session starts: the backpressure of the previous one no longer applies. */
  reset(): void {
    this.#minDelayMs = 0;
    this.#pausedMs = undefined;
    this.#wakeAll();
  }

  /**
   * Waits until a fragment may be sent; the caller then sends it and calls {@link sent}.
   *
   * @returns false when that is not within `withinMs`, or when the wait ended because a pause reached its maximum: only
   *   the next fragment may then be sent
   * @throws the reason of `signal` when it is aborted first
   */
  async turn(withinMs: number, signal: AbortSignal): Promise<boolean> {
    const deadlineMs = performance.now() + withinMs;
    this.#endLongPause();
    while (true) {
      signal.throwIfAborted();
      const nowMs = performance.now();
      const freeMs = this.#freeMs();
      if (nowMs >= freeMs) {
        // Others that wait meanwhile do not get the same turn.
        this.#lastSentMs = nowMs;
        return true;
      }
      if (nowMs >= deadlineMs) return false;
      await this.#change(Math.min(freeMs, deadlineMs) - nowMs, signal);
      if (this.#endLongPause()) return false;
    }
  }

  /** A fragment has been sent. The delay of the next one starts here: the sending of a large fragment takes time. */
  sent(): void {
    this.#lastSentMs = performance.now();
  }

  /** The time from which a fragment may be sent. */
  #freeMs(): number {
    if (this.#pausedMs !== undefined) return this.#pausedMs + MAX_DELAY_MS;
    return this.#lastSentMs + this.#minDelayMs;
  }

  #endLongPause(): boolean {
    if (this.pausedForMs === undefined || this.pausedForMs < MAX_DELAY_MS) return false;
    this.#pausedMs = undefined;
    return true;
  }

  /** Resolves after `withinMs`, or earlier when the backpressure has changed. */
  async #change(withinMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    // Rounded up: a timer that fires a fraction of a millisecond early would have to be set twice.
    const timer = setTimeout(wake, Math.ceil(withinMs));
    this.#waiting.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(wake);
      signal.removeEventListener('abort', wake);
    }
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
  }
}
