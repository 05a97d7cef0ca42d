const TICK_MS = 50;
/** A longer interval between two ticks is a block of the event loop, in which no response could be processed. */
const COUNTED_PER_TICK_MS = 2 * TICK_MS;

/** A deadline; its signal aborts when the time is up. */
export interface FairDeadline extends Disposable {
  readonly signal: AbortSignal;
  /** Whether its own time is up. */
  readonly isOver: boolean;
}

/**
 * A deadline on a clock that stands still while the event loop of this process is blocked: a peer is not blamed for a
 * response that this process could not read. `AbortSignal.timeout` would abort before such a response is read.
 *
 * @param stop aborts earlier, for its own reason
 */
export function fairDeadline(withinMs: number, stop: AbortSignal): FairDeadline {
  const controller = new AbortController();
  const reason = new Error(`no result within ${withinMs} ms`);
  let countedMs = 0;
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    countedMs += Math.min(nowMs - lastMs, COUNTED_PER_TICK_MS);
    lastMs = nowMs;
    if (countedMs < withinMs) return;
    clearInterval(timer);
    controller.abort(reason);
  }, TICK_MS);
  return {
    signal: AbortSignal.any([stop, controller.signal]),
    get isOver() {
      return controller.signal.aborted;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
