import type { LogLevel, RunEvent } from '../../harness/engine/event.ts';

/** How long before a step every line and event leads up to it: most hooks and requests take less. */
const LEAD_MS = 2000;
const WARNINGS: ReadonlySet<LogLevel> = new Set(['warn', 'error', 'fatal']);

/** Where a line or event lies, seen from a step. */
export type StepMoment = 'before' | 'during' | 'after';

/**
 * Selects the lines and events of a step. They belong to a moment, not to the step during which they were recorded: what
 * leads up to a step can explain its failure. To a step belong
 *
 * - everything that was recorded during it
 * - everything in the 2 s before it, and the warnings and errors since the start of the run
 * - everything after it until the next step starts or the run ends, such as the probes after its failure
 */
export class StepMoments {
  readonly #step: number;
  readonly #startMs: number;
  #hasStarted = false;
  #hasEnded = false;

  /**
   * @param step number of the step
   * @param startMs when it started, on the run's clock; `undefined` when it did not
   */
  constructor(step: number, startMs: number | undefined) {
    this.#step = step;
    this.#startMs = startMs ?? Number.NaN;
  }

  /** Call it with every event, in order. @returns undefined when the event does not belong to the step */
  of(event: RunEvent): StepMoment | undefined {
    if (event.during === this.#step) {
      this.#hasStarted = true;
      return 'during';
    }
    if (this.#hasStarted) return this.#isAfter(event) ? 'after' : undefined;
    if (event.type !== 'log' && event.type !== 'observation') return undefined;
    const isNear = event.atMs >= this.#startMs - LEAD_MS;
    const isWarning = event.type === 'log' && WARNINGS.has(event.level) && event.atMs <= this.#startMs;
    return isNear || isWarning ? 'before' : undefined;
  }

  #isAfter({ type, during }: RunEvent): boolean {
    this.#hasEnded ||=
      during !== undefined || type === 'shutdown' || type === 'teardown' || type === 'run:end';
    return !this.#hasEnded;
  }
}
