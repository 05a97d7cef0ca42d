import type { RunEvent } from '../../../harness/engine/index.ts';
import { errorMessage } from '../../../lib/error-message.ts';
import type { FaultStage } from '../fault-stage.ts';

interface Trigger {
  readonly matches: (event: RunEvent) => boolean;
  readonly act: () => Promise<void> | void;
}

/** The stage of one case: follows the events of its run and ends what the fault has started. */
export class CaseStage implements FaultStage {
  readonly folder: string;
  readonly #ending = new AbortController();
  readonly #ends: (() => Promise<void> | void)[] = [];
  readonly #problems: string[] = [];
  readonly #acting: Promise<void>[] = [];
  #triggers: readonly Trigger[] = [];

  /** @param folder an existing folder */
  constructor(folder: string) {
    this.folder = folder;
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Why the fault did not do what it should. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  defer(end: () => Promise<void> | void): void {
    this.#ends.push(end);
  }

  when(matches: (event: RunEvent) => boolean, act: () => Promise<void> | void): void {
    this.#triggers = [...this.#triggers, { matches, act }];
  }

  whenPublished(mediaS: number, act: () => Promise<void> | void): void {
    this.when((event) => publishedS(event) >= mediaS, act);
  }

  /** Runs the actions of an event, after the event has been recorded. */
  readonly onEvent = (event: RunEvent): void => {
    const due = this.#triggers.filter(({ matches }) => matches(event));
    if (due.length === 0) return;
    this.#triggers = this.#triggers.filter((trigger) => !due.includes(trigger));
    for (const { act } of due) this.#acting.push(this.#run('an action', act));
  };

  /** Whether every action has become due. */
  get isComplete(): boolean {
    return this.#triggers.length === 0;
  }

  /** Ends what the fault has started. Has no effect when repeated. */
  async end(): Promise<void> {
    this.#ending.abort(new DOMException('the run has ended', 'AbortError'));
    await Promise.all(this.#acting);
    for (const end of this.#ends.splice(0).toReversed()) await this.#run('a clean-up', end);
  }

  async #run(what: string, act: () => Promise<void> | void): Promise<void> {
    // Not within the listener, which must return before the next event.
    await Promise.resolve();
    try {
      await act();
    } catch (error) {
      this.#problems.push(`${what} failed: ${errorMessage(error)}`);
    }
  }
}

function publishedS(event: RunEvent): number {
  if (event.type !== 'observation' || event.source !== 'publisher' || event.name !== 'progress') return 0;
  const { data } = event;
  const mediaS = data !== null && typeof data === 'object' && 'mediaS' in data ? data.mediaS : undefined;
  return typeof mediaS === 'number' ? mediaS : 0;
}
