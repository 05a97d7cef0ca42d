import type { Clock } from '../clock.ts';

export interface DeadlineOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Builds the error of a timeout, when it occurs. */
  readonly timeoutError: () => Error;
  /** Stops the work early. Its reason must be an Error. */
  readonly stop?: AbortSignal | undefined;
  /** Time within which stopped work must end before it is abandoned. */
  readonly graceMs: number;
}

/** How work ended. */
type Settled<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'threw'; readonly error: unknown };

/** How work with a deadline ended. */
export type Outcome<T> =
  | Settled<T>
  | {
      readonly kind: 'stopped';
      /** The first of the timeout error and the reason of `stop`. */
      readonly reason: unknown;
      /** How the work ended after it was stopped; undefined when it did not end within the grace period. */
      readonly aftermath: Settled<T> | undefined;
    };

/**
 * Runs `work` until it ends, times out or is stopped. Work that succeeds after its deadline counts as stopped. Never
 * throws.
 *
 * @param work receives a signal that aborts when it has to end
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
      // A busy event loop delays the timer, not the clock.
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
