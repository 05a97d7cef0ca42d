import {
  MONITOR_MISSED_EVENT,
  MONITOR_NAMESPACE,
  monitorMetaSchema,
  monitorMissedSchema,
} from '../../services/contracts/sts-monitor.ts';
import { EventHistory } from './event-history.ts';
import { FragmentLog } from './fragment-log.ts';
import { MonitorConnection } from './monitor-connection.ts';
import { MonitorError } from './monitor-error.ts';
import type { Completeness, MonitorEvent, MonitorNotice, NoticeBody } from './monitor-event.ts';

export interface StsMonitorOptions {
  /** Only this stream's events. All streams when absent. */
  readonly streamId?: string;
  readonly token?: string;
  /** The clock of `receivedAtMs` and `atMs`: the run's own. `performance.now` by default. */
  readonly nowMs?: () => number;
  /**
   * How many events, and how many fragments of each kind, are kept. 1000 by default: at four events for each 6 s of a
   * stream 25 min, and some 100 MB of audio.
   */
  readonly keep?: number;
}

export interface WaitOptions {
  readonly signal: AbortSignal;
  readonly withinMs: number;
  /** What is waited for, in words: `stream:complete of x`. */
  readonly expected: string;
}

/**
 * Observes the protocol events of the STS service through its monitor namespace. Once connected it reconnects by
 * itself until it is closed; what it may have missed meanwhile is told by {@link StsMonitor.completeness}.
 */
export class StsMonitor {
  readonly url: string;
  readonly fragments: FragmentLog;
  readonly #connection: MonitorConnection;
  readonly #history: EventHistory;
  readonly #nowMs: () => number;
  readonly #eventListeners = new Set<(event: MonitorEvent) => void>();
  readonly #noticeListeners = new Set<(notice: MonitorNotice) => void>();
  #connections = 0;
  #losses: string[] = [];

  /** @param baseUrl the service's address, e.g. `http://127.0.0.1:3000` */
  constructor(baseUrl: string, options: StsMonitorOptions = {}) {
    const { streamId, token, keep = 1000, nowMs = () => performance.now() } = options;
    this.url = `${baseUrl.replace(/\/+$/, '')}${MONITOR_NAMESPACE}`;
    this.#nowMs = nowMs;
    this.#history = new EventHistory(keep);
    this.fragments = new FragmentLog(keep);
    const auth = {
      ...(token === undefined ? {} : { token }),
      ...(streamId === undefined ? {} : { stream_id: streamId }),
    };
    this.#connection = new MonitorConnection(this.url, auth, {
      connected: (transport) => {
        this.#connections += 1;
        this.#tell({ kind: 'connected', transport });
      },
      disconnected: (reason) => {
        this.#losses.push(`it was disconnected (${reason})`);
        this.#tell({ kind: 'disconnected', reason });
      },
      connectFailed: (reason) => this.#tell({ kind: 'connect-failed', reason }),
      event: (name, args) => this.#take(name, args),
    });
  }

  /** The kept events, oldest first. */
  get events(): readonly MonitorEvent[] {
    return this.#history.events;
  }

  /**
   * Connects. A service that is not there or refuses is an error at once, not only after `withinMs`.
   *
   * @throws MonitorError `MONITOR_UNREACHABLE`, `MONITOR_REFUSED` (in the service's words), `MONITOR_NO_ANSWER` or
   *   `MONITOR_CLOSED`; the monitor is closed then
   */
  async connect(options: { readonly signal: AbortSignal; readonly withinMs: number }): Promise<void> {
    await this.#connection.connect(options.signal, options.withinMs);
  }

  /** Calls `listener` with every protocol event from now on; returns what ends that. */
  onEvent(listener: (event: MonitorEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** Calls `listener` with everything that happens to the observer itself; returns what ends that. */
  onNotice(listener: (notice: MonitorNotice) => void): () => void {
    this.#noticeListeners.add(listener);
    return () => this.#noticeListeners.delete(listener);
  }

  /**
   * The first event that satisfies `predicate`, among those kept or to come.
   *
   * @throws MonitorError `MONITOR_EVENT_MISSING` after `withinMs`, `MONITOR_CLOSED`
   */
  async waitFor(predicate: (event: MonitorEvent) => boolean, options: WaitOptions): Promise<MonitorEvent> {
    const { signal, withinMs, expected } = options;
    const { closed } = this.#connection;
    const ending = AbortSignal.any([signal, closed, AbortSignal.timeout(withinMs)]);
    return this.#history.find(predicate, ending, () => {
      if (signal.aborted) return signal.reason;
      if (closed.aborted) return closed.reason;
      const what = `${expected} did not come within ${withinMs} ms`;
      return new MonitorError('MONITOR_EVENT_MISSING', this.url, what, this.#lastSeen());
    });
  }

  /** Whether this observer saw everything since it connected first. If not it can't claim that something is missing. */
  completeness(): Completeness {
    const reasons = this.#connections === 0 ? ['it never connected', ...this.#losses] : [...this.#losses];
    return reasons.length === 0 ? { complete: true } : { complete: false, reasons };
  }

  /** Ends the connection and everyone who waits. May be called again. */
  close(): void {
    this.#connection.close();
  }

  #take(event: string, [payload, meta]: readonly unknown[]): void {
    if (event === MONITOR_MISSED_EVENT) {
      const missed = monitorMissedSchema.safeParse(payload).data?.missed;
      this.#losses.push(`it was too slow for ${missed ?? 'an unknown number of'} events`);
      this.#tell({ kind: 'missed', ...(missed === undefined ? {} : { missed }) });
      return;
    }
    const documented = monitorMetaSchema.safeParse(meta).data;
    const observed: MonitorEvent = {
      event,
      payload,
      receivedAtMs: this.#nowMs(),
      ...(documented === undefined ? {} : { meta: documented }),
    };
    this.fragments.add(observed);
    this.#history.add(observed);
    for (const listener of this.#eventListeners) listener(observed);
  }

  #tell(body: NoticeBody): void {
    const notice = { ...body, atMs: this.#nowMs() };
    for (const listener of this.#noticeListeners) listener(notice);
  }

  #lastSeen(): string {
    const last = this.events.at(-1);
    if (last === undefined) return `${this.#connection.state}; no event seen`;
    const agoMs = Math.round(this.#nowMs() - last.receivedAtMs);
    return `${this.#connection.state}; ${this.#history.seen} events seen, the last one ${last.event} ${agoMs} ms ago`;
  }
}
