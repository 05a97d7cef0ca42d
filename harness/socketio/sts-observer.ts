import type { EventHistory } from './event-history.ts';
import type { FragmentLog } from './fragment-log.ts';
import type { Completeness, MonitorEvent } from './monitor-event.ts';

/** Something that happened to the observer itself. The fields beside these depend on the kind. */
export interface ObserverNotice {
  readonly kind: string;
  /** On the clock given to the observer. */
  readonly atMs: number;
}

export interface WaitOptions {
  readonly signal: AbortSignal;
  readonly withinMs: number;
  /** What is waited for, in words: `stream:complete of x`. */
  readonly expected: string;
}

/** Sees the protocol events between workers and an STS service; how it does so makes no difference to a scenario. */
export interface StsObserver {
  /** Where it observes. */
  readonly url: string;
  readonly fragments: FragmentLog;
  /** The kept events, oldest first. */
  readonly events: EventHistory['events'];
  /** Calls `listener` with every protocol event from now on; returns what ends that. */
  onEvent(listener: (event: MonitorEvent) => void): () => void;
  /** Calls `listener` with everything that happens to the observer itself; returns what ends that. */
  onNotice(listener: (notice: ObserverNotice) => void): () => void;
  /**
   * The first event that satisfies `predicate`, among those kept or to come. Rejects when it does not come in time,
   * and when the observer is closed.
   */
  waitFor(predicate: (event: MonitorEvent) => boolean, options: WaitOptions): Promise<MonitorEvent>;
  /** Whether it saw everything that there was to see. If not it can't claim that something is missing. */
  completeness(): Completeness;
  /** Ends it and everyone who waits. May be called again. */
  close(): void;
}
