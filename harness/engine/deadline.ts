import type { Clock } from './clock.ts';

export interface DeadlineOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Makes the error that says what was not done in time, from what has been seen by then. */
  readonly timeoutError: () => Error;
  /** Stops the work before its time; the reason must be an Error. */
  readonly stop?: AbortSignal | undefined;
  /** How long work that was stopped is given to come to its end before it is left behind. */
  readonly graceMs: number;
}

/** How a piece of work came to its end. */
type Settled<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'threw'; readonly error: unknown };

/** What became of a piece of work that had a deadline. */
export type Outcome<T> =
  | Settled<T>
  | {
      readonly kind: 'stopped';
      /** The first thing that stopped it: the timeout error or the reason of `stop`. */
      readonly reason: unknown;
      /** How the work took it; undefined when it did not end within the grace. */
      readonly aftermath: Settled<T> | undefined;
    };

/**
 * Runs `work` until it ends, its time is over or it is stopped, whichever is first: the one place where work
 * races against time. Work that succeeds after its time was over did not succeed. Never throws.
 *
 * @param work gets a signal that is aborted when it is to end
 */
export async function withinDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  options: DeadlineOptions,
): Promise<Outcome<T>> {
  const { clock, timeoutMs, timeoutError, stop, graceMs } = options;
  if (stop?.aborted) return { kind: 'stopped', reason: stop.reason, aftermath: undefined };

  const controller = new AbortController();
  const { signal } = controller;
  const stopped = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const startedMs = clock.nowMs();
  const onTimeout = (): void => controller.abort(timeoutError());
  const onStop = (): void => controller.abort(stop?.reason);
  const cancelTimeout = clock.after(timeoutMs, onTimeout);
  stop?.addEventListener('abort', onStop, { once: true });

  try {
    const ending = settle(work, signal);
    const ended = await Promise.race([ending, stopped]);
    if (ended !== undefined && !signal.aborted) {
      // The timer of a busy event loop is late, the clock is not.
      const late = ended.kind === 'done' && clock.nowMs() - startedMs > timeoutMs;
      if (!late) return ended;
      onTimeout();
    }
    const aftermath = ended ?? (graceMs > 0 ? await endWithin(ending, clock, graceMs) : undefined);
    return { kind: 'stopped', reason: signal.reason, aftermath };
  } finally {
    cancelTimeout();
    stop?.removeEventListener('abort', onStop);
  }
}

async function settle<T>(
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<Settled<T>> {
  try {
    return { kind: 'done', value: await work(signal) };
  } catch (error) {
    return { kind: 'threw', error };
  }
}

function endWithin<T>(ending: Promise<T>, clock: Clock, graceMs: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const cancel = clock.after(graceMs, () => resolve(undefined));
    void ending.then((ended) => {
      cancel();
      resolve(ended);
    });
  });
}
