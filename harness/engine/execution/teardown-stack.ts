import { type Clock, elapsedMs, formatLimitMs } from '../clock.ts';
import { toErrorRecord } from '../error-record.ts';
import { HarnessError } from '../errors.ts';
import type { ErrorRecord } from '../event.ts';
import { withinDeadline } from './deadline.ts';

/** The outcome of one teardown. */
export interface TeardownResult {
  readonly name: string;
  readonly durationMs: number;
  readonly error?: ErrorRecord;
}

/** A teardown timed out: its resource may still exist. */
class TeardownTimeoutError extends HarnessError {
  readonly teardown: string;
  readonly timeoutMs: number;

  constructor(teardown: string, timeoutMs: number) {
    super(`teardown "${teardown}" timed out after ${formatLimitMs(timeoutMs)}: it may still be running`, {
      code: 'TEARDOWN_TIMEOUT',
      fault: 'HARNESS',
    });
    this.teardown = teardown;
    this.timeoutMs = timeoutMs;
  }
}

/** A teardown was registered after the run had ended. */
export class RunEndedError extends HarnessError {
  constructor(name: string) {
    super(`cannot register "${name}": the run has already ended`, { code: 'RUN_OVER', fault: 'HARNESS' });
  }
}

/** The clean-ups of a run: last registered, first called. */
export class TeardownStack {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #entries: { name: string; teardown: () => Promise<void> | void }[] = [];
  #ended = false;

  /** @param timeoutMs limit of each teardown */
  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Registers a teardown, before its resource is started.
   *
   * @throws {@link RunEndedError} after {@link unwind}
   */
  defer(name: string, teardown: () => Promise<void> | void): void {
    if (this.#ended) throw new RunEndedError(name);
    this.#entries.push({ name, teardown });
  }

  /** Calls all teardowns, including those that a teardown registers. A failed teardown does not affect the others. */
  async unwind(onResult: (result: TeardownResult) => void): Promise<void> {
    for (let entry = this.#entries.pop(); entry !== undefined; entry = this.#entries.pop()) {
      onResult(await this.#call(entry.name, entry.teardown));
    }
    this.#ended = true;
  }

  async #call(name: string, teardown: () => Promise<void> | void): Promise<TeardownResult> {
    const startedMs = this.#clock.nowMs();
    const outcome = await withinDeadline(async () => teardown(), {
      clock: this.#clock,
      timeoutMs: this.#timeoutMs,
      timeoutError: () => new TeardownTimeoutError(name, this.#timeoutMs),
      graceMs: 0,
    });
    const durationMs = elapsedMs(this.#clock, startedMs);
    if (outcome.kind === 'done') return { name, durationMs };
    const error = outcome.kind === 'threw' ? outcome.error : outcome.reason;
    return { name, durationMs, error: toErrorRecord(error) };
  }
}
