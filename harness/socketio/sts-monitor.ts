import {
  MONITOR_MISSED_EVENT,
  MONITOR_NAMESPACE,
  monitorMetaSchema,
  monitorMissedSchema,
} from '../../services/contracts/sts-monitor.ts';
import type { FragmentLog } from './fragment-log.ts';
import { Listeners } from './listeners.ts';
import { MonitorConnection } from './monitor-connection.ts';
import { MonitorError } from './monitor-error.ts';
import type { Completeness, MonitorEvent, MonitorNotice, NoticeBody } from './monitor-event.ts';
import { ObservedEvents, type ObservedEventsOptions } from './observed-events.ts';
import type { StsObserver, WaitOptions } from './sts-observer.ts';

export interface StsMonitorOptions extends ObservedEventsOptions {
  /** Only this stream's events. All streams when absent. */
  readonly streamId?: string;
  readonly token?: string;
  /** Of the Socket.IO server. `/socket.io/` by default. */
  readonly path?: string;
  /** The namespace on which the service shows its events. `/monitor` by default. */
  readonly namespace?: string;
}

/**
 * Observes the protocol events of the STS service through its monitor namespace. Once connected it reconnects by
 * itself until it is closed; what it may have missed meanwhile is told by {@link StsMonitor.completeness}.
 */
export class StsMonitor implements StsObserver {
  readonly url: string;
  readonly #connection: MonitorConnection;
  readonly #observed: ObservedEvents;
  readonly #noticeListeners = new Listeners<MonitorNotice>();
  #connections = 0;
  #losses: string[] = [];

  /** @param baseUrl the service's address, e.g. `http://127.0.0.1:3000` */
  constructor(baseUrl: string, options: StsMonitorOptions = {}) {
    const { streamId, token } = options;
    this.url = `${baseUrl.replace(/\/+$/, '')}${options.namespace ?? MONITOR_NAMESPACE}`;
    this.#observed = new ObservedEvents(options);
    const auth = {
      ...(token === undefined ? {} : { token }),
      ...(streamId === undefined ? {} : { stream_id: streamId }),
    };
    this.#connection = new MonitorConnection(this.url, options.path ?? '/socket.io/', auth, {
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

  get fragments(): FragmentLog {
    return this.#observed.fragments;
  }

  get events(): readonly MonitorEvent[] {
    return this.#observed.events;
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

  onEvent(listener: (event: MonitorEvent) => void): () => void {
    return this.#observed.onEvent(listener);
  }

  onNotice(listener: (notice: MonitorNotice) => void): () => void {
    return this.#noticeListeners.add(listener);
  }

  /** @throws MonitorError `MONITOR_EVENT_MISSING` after `withinMs`, `MONITOR_CLOSED` */
  async waitFor(predicate: (event: MonitorEvent) => boolean, options: WaitOptions): Promise<MonitorEvent> {
    return await this.#observed.waitFor(predicate, options, this.#connection.closed, () => {
      const what = `${options.expected} did not come within ${options.withinMs} ms`;
      const lastSeen = `${this.#connection.state}; ${this.#observed.lastSeen()}`;
      return new MonitorError('MONITOR_EVENT_MISSING', this.url, what, lastSeen);
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
    this.#observed.add({ event, payload, ...(documented === undefined ? {} : { meta: documented }) });
  }

  #tell(body: NoticeBody): void {
    this.#noticeListeners.tell({ ...body, atMs: this.#observed.nowMs() });
  }
}
