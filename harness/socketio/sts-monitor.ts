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
  /** Observes this stream only. All streams by default. */
  readonly streamId?: string;
  readonly token?: string;
  /** Path of the Socket.IO server. `/socket.io/` by default. */
  readonly path?: string;
  /** Namespace on which the service publishes its events. `/monitor` by default. */
  readonly namespace?: string;
}

/**
 * Observes the protocol events of the STS service through its monitor namespace. Once connected, it reconnects
 * automatically until it is closed. {@link StsMonitor.completeness} reports whether it may have missed events.
 */
export class StsMonitor implements StsObserver {
  readonly url: string;
  readonly #connection: MonitorConnection;
  readonly #observed: ObservedEvents;
  readonly #notices = new Listeners<MonitorNotice>();
  #connections = 0;
  #losses: string[] = [];

  /** @param baseUrl address of the service, such as `http://127.0.0.1:3000` */
  constructor(baseUrl: string, options: StsMonitorOptions = {}) {
    const { streamId, token } = options;
    this.url = `${baseUrl.replace(/\/+$/, '')}${options.namespace ?? MONITOR_NAMESPACE}`;
    this.#observed = new ObservedEvents(options);
    const auth = {
      ...(token === undefined ? {} : { token }),
      ...(streamId === undefined ? {} : { stream_id: streamId }),
    };
    this.#connection = new MonitorConnection(this.url, options.path ?? '/socket.io/', auth, {
      onConnect: (transport) => {
        this.#connections += 1;
        this.#notify({ kind: 'connected', transport });
      },
      onDisconnect: (reason) => {
        this.#losses.push(`it was disconnected (${reason})`);
        this.#notify({ kind: 'disconnected', reason });
      },
      onConnectFailure: (reason) => this.#notify({ kind: 'connect-failed', reason }),
      onEvent: (name, args) => this.#receive(name, args),
    });
  }

  get fragments(): FragmentLog {
    return this.#observed.fragments;
  }

  get events(): readonly MonitorEvent[] {
    return this.#observed.events;
  }

  /**
   * Connects. A service that is unreachable or refuses fails immediately, not after `withinMs`. A failure closes the
   * monitor.
   *
   * @throws MonitorError `MONITOR_UNREACHABLE`, `MONITOR_REFUSED` (with the service's reason), `MONITOR_NO_ANSWER` or
   *   `MONITOR_CLOSED`
   */
  async connect(options: { readonly signal: AbortSignal; readonly withinMs: number }): Promise<void> {
    await this.#connection.connect(options.signal, options.withinMs);
  }

  onEvent(listener: (event: MonitorEvent) => void): () => void {
    return this.#observed.onEvent(listener);
  }

  onNotice(listener: (notice: MonitorNotice) => void): () => void {
    return this.#notices.add(listener);
  }

  /** @throws MonitorError `MONITOR_EVENT_MISSING` after `withinMs`, `MONITOR_CLOSED` */
  async waitFor(predicate: (event: MonitorEvent) => boolean, options: WaitOptions): Promise<MonitorEvent> {
    return await this.#observed.waitFor(predicate, options, this.#connection.closed, () => {
      const problem = `timed out after ${options.withinMs} ms waiting for ${options.expected}`;
      const lastState = `${this.#connection.state}; ${this.#observed.summary()}`;
      return new MonitorError('MONITOR_EVENT_MISSING', this.url, problem, lastState);
    });
  }

  /** Whether it observed every event since it first connected. */
  completeness(): Completeness {
    const reasons = this.#connections === 0 ? ['it never connected', ...this.#losses] : [...this.#losses];
    return reasons.length === 0 ? { complete: true } : { complete: false, reasons };
  }

  /** Ends the connection and every wait. May be called again. */
  close(): void {
    this.#connection.close();
  }

  #receive(event: string, [payload, meta]: readonly unknown[]): void {
    if (event === MONITOR_MISSED_EVENT) {
      const missed = monitorMissedSchema.safeParse(payload).data?.missed;
      this.#losses.push(`it was too slow for ${missed ?? 'an unknown number of'} events`);
      this.#notify({ kind: 'missed', ...(missed === undefined ? {} : { missed }) });
      return;
    }
    const validMeta = monitorMetaSchema.safeParse(meta).data;
    this.#observed.add({ event, payload, ...(validMeta === undefined ? {} : { meta: validMeta }) });
  }

  #notify(body: NoticeBody): void {
    this.#notices.notify({ ...body, atMs: this.#observed.nowMs() });
  }
}
