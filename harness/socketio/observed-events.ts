import { EventHistory } from './event-history.ts';
import { type FragmentEventNames, FragmentLog } from './fragment-log.ts';
import { Listeners } from './listeners.ts';
import type { MonitorEvent } from './monitor-event.ts';
import type { WaitOptions } from './sts-observer.ts';

export interface ObservedEventsOptions {
  /** The clock of `receivedAtMs`: the run's own. `performance.now` by default. */
  readonly nowMs?: (() => number) | undefined;
  /**
   * How many events, and how many fragments of each kind, are kept. 1000 by default: at four events for each 6 s of a
   * stream 25 min, and some 100 MB of audio.
   */
  readonly keep?: number | undefined;
  /** What the service calls the events that carry fragments. The documented names by default. */
  readonly names?: FragmentEventNames | undefined;
}

/** What an observer has seen, and those who are told of it or wait for it. */
export class ObservedEvents {
  readonly nowMs: () => number;
  readonly fragments: FragmentLog;
  readonly #history: EventHistory;
  readonly #listeners = new Listeners<MonitorEvent>();

  constructor({ nowMs = () => performance.now(), keep = 1000, names }: ObservedEventsOptions) {
    this.nowMs = nowMs;
    this.fragments = new FragmentLog(keep, names);
    this.#history = new EventHistory(keep);
  }

  get events(): readonly MonitorEvent[] {
    return this.#history.events;
  }

  /** Keeps an event that has come just now. */
  add(seen: Omit<MonitorEvent, 'receivedAtMs'>): void {
    const event = { ...seen, receivedAtMs: this.nowMs() };
    this.fragments.add(event);
    this.#history.add(event);
    this.#listeners.tell(event);
  }

  onEvent(listener: (event: MonitorEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  /**
   * The first event that satisfies `predicate`, among those kept or to come.
   *
   * @param closed aborted when none will come any more
   * @param missing makes the error that is thrown after `withinMs`
   */
  async waitFor(
    predicate: (event: MonitorEvent) => boolean,
    { signal, withinMs }: WaitOptions,
    closed: AbortSignal,
    missing: () => Error,
  ): Promise<MonitorEvent> {
    const ending = AbortSignal.any([signal, closed, AbortSignal.timeout(withinMs)]);
    return await this.#history.find(predicate, ending, () => {
      if (signal.aborted) return signal.reason;
      if (closed.aborted) return closed.reason;
      return missing();
    });
  }

  /** How many there were, and the last one, in words. */
  lastSeen(): string {
    const last = this.events.at(-1);
    if (last === undefined) return 'no event seen';
    const agoMs = Math.round(this.nowMs() - last.receivedAtMs);
    return `${this.#history.seen} events seen, the last one ${last.event} ${agoMs} ms ago`;
  }
}
