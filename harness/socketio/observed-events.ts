import { EventHistory } from './event-history.ts';
import { FragmentLog } from './fragment-log.ts';
import { Listeners } from './listeners.ts';
import type { MonitorEvent } from './monitor-event.ts';
import type { WaitOptions } from './sts-observer.ts';

/** The names that a service uses for the events that carry fragments. */
export interface FragmentEventNames {
  readonly sent: string;
  readonly processed: string;
}

/** The names in the protocol. */
export const DOCUMENTED_NAMES: FragmentEventNames = {
  sent: 'fragment:data',
  processed: 'fragment:processed',
};

export interface ObservedEventsOptions {
  /** The clock of `receivedAtMs`. `performance.now` by default. */
  readonly nowMs?: (() => number) | undefined;
  /**
   * How many events, and how many fragments of each kind, are kept. 1000 by default: at four events for each 6 s of a
   * stream 25 min, and some 100 MB of audio.
   */
  readonly keep?: number | undefined;
  /** The service's names of the events that carry fragments. The documented names by default. */
  readonly names?: FragmentEventNames | undefined;
}

/** The events of an observer. They have the documented names, whatever the service calls them. */
export class ObservedEvents {
  readonly nowMs: () => number;
  readonly fragments: FragmentLog;
  readonly #history: EventHistory;
  readonly #listeners = new Listeners<MonitorEvent>();
  readonly #documentedNames: ReadonlyMap<string, string>;

  constructor({
    nowMs = () => performance.now(),
    keep = 1000,
    names = DOCUMENTED_NAMES,
  }: ObservedEventsOptions) {
    this.nowMs = nowMs;
    this.fragments = new FragmentLog(keep);
    this.#history = new EventHistory(keep);
    this.#documentedNames = new Map([
      [names.sent, DOCUMENTED_NAMES.sent],
      [names.processed, DOCUMENTED_NAMES.processed],
    ]);
  }

  get events(): readonly MonitorEvent[] {
    return this.#history.events;
  }

  /** Adds an event that has just arrived, under the service's name. */
  add({ event: name, ...rest }: Omit<MonitorEvent, 'receivedAtMs'>): void {
    const documentedName = this.#documentedNames.get(name) ?? name;
    const event = { event: documentedName, ...rest, receivedAtMs: this.nowMs() };
    this.fragments.add(event);
    this.#history.add(event);
    this.#listeners.notify(event);
  }

  onEvent(listener: (event: MonitorEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  /**
   * Resolves with the first event that satisfies `predicate`, kept or future.
   *
   * @param closed aborted when no further event can arrive
   * @param missing creates the error that is thrown after `withinMs`
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

  /** Describes how many events were observed, and the last one. */
  summary(): string {
    const last = this.events.at(-1);
    if (last === undefined) return 'no events observed';
    const agoMs = Math.round(this.nowMs() - last.receivedAtMs);
    const { total } = this.#history;
    return `${total} ${total === 1 ? 'event' : 'events'} observed, last: ${last.event} ${agoMs} ms ago`;
  }
}
