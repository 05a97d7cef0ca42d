import { type Clock, elapsedMs } from '../clock.ts';
import { RootCauseError } from '../errors.ts';
import type { RunWatch } from '../scenario.ts';

const EVERY_MS = 1000;

/** Ends waiting steps as soon as the watch of the scenario has found a root cause. */
export class RootCauseWatch {
  readonly #watch: RunWatch;
  readonly #clock: Clock;
  readonly #onFound: (error: RootCauseError) => void;
  readonly #reported = new Set<string>();
  #lookedAtMs: number | undefined;

  /** @param onFound called before the waiting step ends */
  constructor(watch: RunWatch, clock: Clock, onFound: (error: RootCauseError) => void) {
    this.#watch = watch;
    this.#clock = clock;
    this.#onFound = onFound;
  }

  /**
   * Waits for `work`, which ends with the root cause as soon as one is found.
   *
   * @param work receives a signal that aborts with the root cause, or as `stop` does
   */
  async during<T>(stop: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const found = new AbortController();
    let cancel = (): void => undefined;
    const look = (): void => {
      cancel = this.#clock.after(EVERY_MS, look);
      const error = this.#find();
      if (error === undefined) return;
      cancel();
      this.#onFound(error);
      found.abort(error);
    };
    const waitMs = this.#lookedAtMs === undefined ? 0 : EVERY_MS - elapsedMs(this.#clock, this.#lookedAtMs);
    cancel = this.#clock.after(Math.max(0, waitMs), look);
    try {
      return await work(AbortSignal.any([stop, found.signal]));
    } finally {
      cancel();
    }
  }

  #find(): RootCauseError | undefined {
    this.#lookedAtMs = this.#clock.nowMs();
    const error = this.#watch.findRootCause();
    if (error === undefined) return undefined;
    const { code, fault } = error;
    // An earlier step has the whole sentence.
    if (this.#reported.has(code)) return new RootCauseError(`${code}, as reported before`, { code, fault });
    this.#reported.add(code);
    return error;
  }
}
