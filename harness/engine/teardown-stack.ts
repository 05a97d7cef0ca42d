import { type Clock, elapsedMs } from './clock.ts';
import { withinDeadline } from './deadline.ts';
import { toErrorRecord } from './error-record.ts';
import { HarnessError } from './errors.ts';
import type { ErrorRecord } from './event.ts';

/** How one teardown ended. */
export interface TeardownResult {
  readonly name: string;
  readonly durationMs: number;
  readonly error?: ErrorRecord;
}

/** A teardown did not end in time: what it was to end may still be there. */
class TeardownTimeoutError extends HarnessError {
  readonly teardown: string;
  readonly timeoutMs: number;

  constructor(teardown: string, timeoutMs: number) {
    super(`"${teardown}" was not ended within ${timeoutMs} ms: something of it may still be running`, {
      code: 'TEARDOWN_TIMEOUT',
      fault: 'HARNESS',
    });
    this.teardown = teardown;
    this.timeoutMs = timeoutMs;
  }
}

/** Something was to be started after the run had ended what it started. */
export class RunEndedError extends HarnessError {
  constructor(name: string) {
    super(`the run is over: "${name}" must not be started any more`, { code: 'RUN_OVER', fault: 'HARNESS' });
  }
}

/** What ends the things that a run started: last started, first ended. */
export class TeardownStack {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #entries: { name: string; teardown: () => Promise<void> | void }[] = [];
  #over = false;

  /** @param timeoutMs what each teardown may take */
  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Registers what ends something, before that thing is started.
   *
   * @throws {@link RunEndedError} when everything has been ended already
   */
  defer(name: string, teardown: () => Promise<void> | void): void {
    if (this.#over) throw new RunEndedError(name);
    this.#entries.push({ name, teardown });
  }

  /** Calls each teardown, also those that a teardown registers. One that fails does not keep the others back. */
  async unwind(onResult: (result: TeardownResult) => void): Promise<void> {
    for (let entry = this.#entries.pop(); entry !== undefined; entry = this.#entries.pop()) {
      onResult(await this.#end(entry.name, entry.teardown));
    }
    this.#over = true;
  }

  async #end(name: string, teardown: () => Promise<void> | void): Promise<TeardownResult> {
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
