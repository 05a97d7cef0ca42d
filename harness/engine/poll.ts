import { type Clock, pause } from './clock.ts';
import { withinDeadline } from './deadline.ts';
import { HarnessError } from './errors.ts';
import type { Json } from './event.ts';
import { clip, toJson } from './json.ts';
import type { PollOptions } from './scenario.ts';

/** One question and what came of it. */
export interface PollAttempt {
  readonly attempt: number;
  /** The answer satisfied, in time. */
  readonly done: boolean;
  readonly value?: Json;
  readonly error?: string;
}

/** What a poll has seen so far. */
interface Seen {
  attempts: number;
  lastValue?: Json;
  lastError?: string;
}

/** What was waited for did not happen in time. The last answer and the last error say how far it came. */
export class PollTimeoutError extends HarnessError {
  readonly poll: string;
  readonly expected: string | undefined;
  readonly withinMs: number;
  readonly attempts: number;
  readonly lastValue: Json | undefined;
  readonly lastError: string | undefined;

  constructor(poll: string, expected: string | undefined, withinMs: number, seen: Seen, cause?: unknown) {
    super(`${expected ?? poll}: not within ${withinMs} ms. ${tellSeen(seen)}`, {
      code: 'POLL_TIMEOUT',
      // Without an answer nobody can tell whether the pipeline or the way to it is broken.
      fault: seen.lastValue === undefined ? 'INCONCLUSIVE' : 'PRODUCT',
      cause,
    });
    this.poll = poll;
    this.expected = expected;
    this.withinMs = withinMs;
    this.attempts = seen.attempts;
    this.lastValue = seen.lastValue;
    this.lastError = seen.lastError;
  }
}

export interface PollDependencies {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onAttempt: (attempt: PollAttempt) => void;
}

/**
 * Asks until the answer satisfies. Attempts stand on a fixed grid of `everyMs` from the start: a slow answer
 * skips places of the grid and does not shift it. A probe that throws is asked again.
 *
 * @param probe gets a signal of its own, aborted when the poll's time is over
 * @throws {@link PollTimeoutError}; the signal's reason when that is aborted; whatever `until` throws
 */
export async function poll<T>(
  name: string,
  probe: (signal: AbortSignal) => Promise<T>,
  options: PollOptions<T>,
  { clock, signal, onAttempt }: PollDependencies,
): Promise<T> {
  const { until, everyMs, withinMs, summarise, expected } = options;
  const startedMs = clock.nowMs();
  const elapsedMs = (): number => clock.nowMs() - startedMs;
  const seen: Seen = { attempts: 0 };
  const record = (result: { done: boolean; value?: Json; error?: string }): void => {
    if (result.value !== undefined) seen.lastValue = result.value;
    if (result.error !== undefined) seen.lastError = result.error;
    onAttempt({ attempt: seen.attempts, ...result });
  };
  const summary = (value: T): Json => toJson(summarise === undefined ? value : summarise(value));
  let cause: unknown;

  for (let place = 0; elapsedMs() < withinMs; ) {
    seen.attempts += 1;
    const outcome = await withinDeadline(probe, {
      clock,
      timeoutMs: withinMs - elapsedMs(),
      timeoutError: () => new PollTimeoutError(name, expected, withinMs, seen),
      stop: signal,
      graceMs: 0,
    });
    signal.throwIfAborted();
    if (outcome.kind === 'done') {
      const done = until(outcome.value);
      record({ done, value: summary(outcome.value) });
      if (done) return outcome.value;
    } else if (outcome.kind === 'threw') {
      cause = outcome.error;
      record({ done: false, error: clip(String(outcome.error), 2000) });
    } else if (outcome.aftermath?.kind === 'done') {
      record({ done: false, value: summary(outcome.aftermath.value), error: 'answered too late' });
    } else {
      record({ done: false, error: 'no answer before the time was over' });
    }

    place = Math.max(place + 1, Math.ceil(elapsedMs() / everyMs));
    const waitMs = Math.min(place * everyMs, withinMs) - elapsedMs();
    if (waitMs > 0) await pause(clock, waitMs, signal);
  }
  throw new PollTimeoutError(name, expected, withinMs, seen, cause);
}

function tellSeen({ attempts, lastValue, lastError }: Seen): string {
  const told = [`${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`];
  if (lastValue !== undefined) told.push(`last answer ${clip(JSON.stringify(lastValue), 1000)}`);
  if (lastError !== undefined) told.push(`last error: ${lastError}`);
  return `${told.join(', ')}.`;
}
