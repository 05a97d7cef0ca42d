import type { EventHistory } from './event-history.ts';
import type { FragmentLog } from './fragment-log.ts';
import type { Completeness, MonitorEvent } from './monitor-event.ts';

/** A change of the observer itself. Its further fields depend on the kind. */
export interface ObserverNotice {
  readonly kind: string;
  /** On the clock of the observer. */
  readonly atMs: number;
}

export interface WaitOptions {
  readonly signal: AbortSignal;
  readonly withinMs: number;
  /** Describes the expected event: `stream:complete of x`. */
  readonly expected: string;
}

/** Observes the protocol events between workers and an STS service. Scenarios do not depend on the implementation. */
export interface StsObserver {
  /** Where it observes. */
  readonly url: string;
  readonly fragments: FragmentLog;
  /** The kept events, oldest first. */
  readonly events: EventHistory['events'];
  /** Calls `listener` with every protocol event from now on. @returns a function that removes the listener */
  onEvent(listener: (event: MonitorEvent) => void): () => void;
  /** Calls `listener` with every change of the observer from now on. @returns a function that removes the listener */
  onNotice(listener: (notice: ObserverNotice) => void): () => void;
  /**
   * Resolves with the first event that satisfies `predicate`, kept or future. Rejects after `withinMs`, and when the
   * observer is closed.
   */
  waitFor(predicate: (event: MonitorEvent) => boolean, options: WaitOptions): Promise<MonitorEvent>;
  /** Whether it observed every event. Otherwise a missing event proves nothing. */
  completeness(): Completeness;
  /** Ends the observation and every wait. May be called again. */
  close(): void;
}
