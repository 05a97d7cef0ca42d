import type { Clock } from '../clock.ts';
import { RootCauseError } from '../errors.ts';
import type { RunContext, RunWatch } from '../scenario.ts';

const EVERY_MS = 1000;
/** A look takes two per cent of the time at most, unless looks would be more than 3 s apart. */
const INTERVAL_PER_LOOK = 50;
const MAX_EVERY_MS = 3000;

/** Ends waiting steps as soon as the watch of the scenario has found a root cause. */
export class RootCauseWatch {
  readonly #watch: RunWatch;
  readonly #clock: Clock;
  readonly #run: Pick<RunContext, 'log'> & { noteRootCause(error: RootCauseError): void };
  readonly #reported = new Set<string>();
  #nextLookMs = 0;
  #isBroken = false;

  /** @param run is given a root cause before the waiting step ends */
  constructor(
    watch: RunWatch,
    clock: Clock,
    run: Pick<RunContext, 'log'> & { noteRootCause(error: RootCauseError): void },
  ) {
    this.#watch = watch;
    this.#clock = clock;
    this.#run = run;
  }

  /**
   * Waits for `work`, which ends with the root cause as soon as one is found.
   *
   * @param work receives a signal that aborts with the root cause, or as `stop` does
   */
  async during<T>(stop: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const found = new AbortController();
    let cancel = (): void => undefined;
    const schedule = (): void => {
      cancel = this.#clock.after(Math.max(0, this.#nextLookMs - this.#clock.nowMs()), look);
    };
    const look = (): void => {
      const error = this.#look();
      if (error === undefined) {
        schedule();
        return;
      }
      this.#run.noteRootCause(error);
      found.abort(error);
    };
    schedule();
    try {
      return await work(AbortSignal.any([stop, found.signal]));
    } finally {
      cancel();
    }
  }

  #look(): RootCauseError | undefined {
    const startedMs = this.#clock.nowMs();
    const error = this.#findRootCause();
    const endedMs = this.#clock.nowMs();
    const everyMs = Math.max(EVERY_MS, (endedMs - startedMs) * INTERVAL_PER_LOOK);
    this.#nextLookMs = endedMs + Math.min(everyMs, MAX_EVERY_MS);
    if (error === undefined) return undefined;
    const { code, fault } = error;
    // An earlier step has the whole sentence.
    if (this.#reported.has(code)) return new RootCauseError(`${code}, as reported before`, { code, fault });
    this.#reported.add(code);
    return error;
  }

  /** A watch that throws is not asked again: the steps wait until their time limits. */
  #findRootCause(): RootCauseError | undefined {
    if (this.#isBroken) return undefined;
    try {
      return this.#watch.findRootCause();
    } catch (error) {
      this.#isBroken = true;
      this.#run.log('harness', 'warn', `no step can end early any more: the watch threw ${String(error)}`);
      return undefined;
    }
  }
}
