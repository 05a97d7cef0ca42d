import { type Clock, formatLimitMs, pause } from '../clock.ts';
import { HarnessError } from '../errors.ts';
import type { Json } from '../event.ts';
import { clip, toJson } from '../json.ts';
import type { PollOptions } from '../scenario.ts';
import { withinDeadline } from './deadline.ts';

/** One call of the probe and its outcome. */
export interface PollAttempt {
  /** Counts from 1. */
  readonly attempt: number;
  /** The value satisfied `until`, in time. */
  readonly done: boolean;
  readonly value?: Json;
  readonly error?: string;
}

/** All attempts of a poll so far. */
export interface PollSummary {
  readonly attempts: number;
  /** Undefined while no probe has returned a value. */
  readonly lastValue?: Json | undefined;
  readonly lastError?: string | undefined;
}

/** A poll timed out. The last value and the last error show how far the awaited state was. */
export class PollTimeoutError extends HarnessError {
  readonly poll: string;
  readonly expected: string | undefined;
  readonly withinMs: number;
  readonly attempts: number;
  readonly lastValue: Json | undefined;
  readonly lastError: string | undefined;

  constructor(
    poll: string,
    expected: string | undefined,
    withinMs: number,
    summary: PollSummary,
    cause?: unknown,
  ) {
    const awaited = expected ?? poll;
    super(`timed out after ${formatLimitMs(withinMs)} waiting for ${awaited} (${describePolls(summary)})`, {
      code: 'POLL_TIMEOUT',
      // Without a value, either the pipeline or the way to it may be broken.
      fault: summary.lastValue === undefined ? 'INCONCLUSIVE' : 'PRODUCT',
      cause,
    });
    this.poll = poll;
    this.expected = expected;
    this.withinMs = withinMs;
    this.attempts = summary.attempts;
    this.lastValue = summary.lastValue;
    this.lastError = summary.lastError;
  }
}

/** A poll ended before its time limit, because its last value excludes the awaited one. */
export class PollEndedError extends HarnessError {
  readonly poll: string;
  readonly expected: string | undefined;
  readonly reason: string;
  readonly afterMs: number;
  readonly attempts: number;
  readonly lastValue: Json | undefined;

  constructor(
    poll: string,
    { expected, reason, afterMs }: { expected: string | undefined; reason: string; afterMs: number },
    summary: PollSummary,
  ) {
    const awaited = expected ?? poll;
    super(
      `waited ${(afterMs / 1000).toFixed(1)} s for ${awaited}, which cannot come any more: ${reason} (${describePolls(summary)})`,
      { code: 'POLL_ENDED', fault: 'PRODUCT' },
    );
    this.poll = poll;
    this.expected = expected;
    this.reason = reason;
    this.afterMs = afterMs;
    this.attempts = summary.attempts;
    this.lastValue = summary.lastValue;
  }
}

/** Describes what a poll has seen: `3 polls; last: {"ready":false}; last error: connect ECONNREFUSED`. */
export function describePolls({ attempts, lastValue, lastError }: PollSummary): string {
  return [
    `${attempts} ${attempts === 1 ? 'poll' : 'polls'}`,
    lastValue === undefined ? 'no response' : `last: ${clip(JSON.stringify(lastValue), 1000)}`,
    ...(lastError === undefined ? [] : [`last error: ${lastError}`]),
  ].join('; ');
}

export interface PollDependencies {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onAttempt: (attempt: PollAttempt, summary: PollSummary) => void;
}

/**
 * Calls `probe` until its value satisfies `until`. Attempts are scheduled on a fixed grid of `everyMs`: a slow probe
 * skips points of the grid and does not shift it. A probe that throws is called again.
 *
 * @param probe receives a signal of its own, which aborts when the poll times out
 * @throws {@link PollTimeoutError} after `withinMs`; {@link PollEndedError}; the reason of `signal` when it aborts; any
 *   error of `until`
 */
export async function poll<T>(
  name: string,
  probe: (signal: AbortSignal) => Promise<T>,
  options: PollOptions<T>,
  { clock, signal, onAttempt }: PollDependencies,
): Promise<T> {
  const { until, unreachable, everyMs, withinMs, summarise, expected } = options;
  const startedMs = clock.nowMs();
  const elapsedMs = (): number => clock.nowMs() - startedMs;
  let summary: PollSummary = { attempts: 0 };
  const record = (outcome: Omit<PollAttempt, 'attempt'>): void => {
    summary = {
      attempts: summary.attempts,
      lastValue: outcome.value === undefined ? summary.lastValue : outcome.value,
      lastError: outcome.error ?? summary.lastError,
    };
    onAttempt({ attempt: summary.attempts, ...outcome }, summary);
  };
  const toSummary = (value: T): Json => toJson(summarise === undefined ? value : summarise(value));
  let cause: unknown;

  for (let point = 0; elapsedMs() < withinMs; ) {
    summary = { ...summary, attempts: summary.attempts + 1 };
    const outcome = await withinDeadline(probe, {
      clock,
      timeoutMs: withinMs - elapsedMs(),
      timeoutError: () => new PollTimeoutError(name, expected, withinMs, summary),
      stop: signal,
      graceMs: 0,
    });
    signal.throwIfAborted();
    if (outcome.kind === 'done') {
      const done = until(outcome.value);
      record({ done, value: toSummary(outcome.value) });
      if (done) return outcome.value;
      const reason = unreachable?.(outcome.value);
      if (reason !== undefined)
        throw new PollEndedError(name, { expected, reason, afterMs: elapsedMs() }, summary);
    } else if (outcome.kind === 'threw') {
      cause = outcome.error;
      record({ done: false, error: clip(String(outcome.error), 2000) });
    } else if (outcome.aftermath?.kind === 'done') {
      record({
        done: false,
        value: toSummary(outcome.aftermath.value),
        error: 'responded after the deadline',
      });
    } else {
      record({ done: false, error: 'no response before the deadline' });
    }

    point = Math.max(point + 1, Math.ceil(elapsedMs() / everyMs));
    const waitMs = Math.min(point * everyMs, withinMs) - elapsedMs();
    if (waitMs > 0) await pause(clock, waitMs, signal);
  }
  throw new PollTimeoutError(name, expected, withinMs, summary, cause);
}
