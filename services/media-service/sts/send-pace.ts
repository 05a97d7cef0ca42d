import type { Backpressure } from '../../contracts/sts-notice.ts';

/** A pause that nobody ends is over after this time, and no delay between two fragments is longer. */
const LONGEST_MS = 30_000;
/** Of a `slow_down` that names no delay: what the protocol's own service asks for. */
const SLOW_DOWN_MS = 500;

/** When the next fragment of a session may leave, as the service's backpressure has it. */
export class SendPace {
  #minDelayMs = 0;
  #lastLeftMs = Number.NEGATIVE_INFINITY;
  /** Since when nothing may leave; `undefined` when it is not paused. */
  #pausedMs: number | undefined;
  readonly #waiting = new Set<() => void>();

  /** How long the service's pause has lasted; `undefined` when there is none. */
  get pausedForMs(): number | undefined {
    return this.#pausedMs === undefined ? undefined : performance.now() - this.#pausedMs;
  }

  /** The service has said how it wants to be sent to. Holds until it says otherwise. */
  heed({ action, recommended_delay_ms: delayMs = SLOW_DOWN_MS }: Backpressure): void {
    this.#minDelayMs = action === 'slow_down' ? Math.min(delayMs, LONGEST_MS) : 0;
    // Asked to pause while it pauses already: a pause lasts from its beginning.
    if (action !== 'pause') this.#pausedMs = undefined;
    else this.#pausedMs ??= performance.now();
    this.#wakeAll();
  }

  /** Another session begins: what was asked for in the last one holds no more. */
  reset(): void {
    this.#minDelayMs = 0;
    this.#pausedMs = undefined;
    this.#wakeAll();
  }

  /**
   * Waits until a fragment may leave, and takes it that it does.
   *
   * @returns false when it may not leave within `withinMs`, or when it has waited for the end of a pause that
   *   lasted too long: the next one may then leave
   * @throws the reason of `signal` when that is aborted first
   */
  async turn(withinMs: number, signal: AbortSignal): Promise<boolean> {
    const deadlineMs = performance.now() + withinMs;
    this.#endLongPause();
    while (true) {
      signal.throwIfAborted();
      const nowMs = performance.now();
      const freeMs = this.#freeMs();
      if (nowMs >= freeMs) {
        this.#lastLeftMs = nowMs;
        return true;
      }
      if (nowMs >= deadlineMs) return false;
      await this.#change(Math.min(freeMs, deadlineMs) - nowMs, signal);
      if (this.#endLongPause()) return false;
    }
  }

  /** From when on a fragment may leave. */
  #freeMs(): number {
    if (this.#pausedMs !== undefined) return this.#pausedMs + LONGEST_MS;
    return this.#lastLeftMs + this.#minDelayMs;
  }

  #endLongPause(): boolean {
    if (this.pausedForMs === undefined || this.pausedForMs < LONGEST_MS) return false;
    this.#pausedMs = undefined;
    return true;
  }

  /** Resolves after `withinMs`, or earlier when something has changed. */
  async #change(withinMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    // Rounded up: a timer that fires a fraction of a millisecond early would have to be set again.
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
