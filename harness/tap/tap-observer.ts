import {
  type Completeness,
  Listeners,
  type MonitorEvent,
  ObservedEvents,
  type ObservedEventsOptions,
  type StsObserver,
  type WaitOptions,
} from '../socketio/index.ts';
import { StreamSessions } from './stream-sessions.ts';
import type { Tap } from './tap.ts';
import { TapError } from './tap-error.ts';
import type { TapEvent, TapNotice } from './tap-notice.ts';

/** How many reasons for incompleteness are kept; one is enough to be incomplete. */
const MOST_REASONS = 100;

export interface TapObserverOptions extends ObservedEventsOptions {
  /** Only this stream's events. All streams when absent. */
  readonly streamId?: string;
  /** The Socket.IO namespace of the workers, `/` by default. */
  readonly namespace?: string;
}

/** Observes the protocol events that go through a tap: it needs no observers' namespace in the STS service. */
export class TapObserver implements StsObserver {
  readonly url: string;
  readonly #streamId: string | undefined;
  readonly #namespace: string;
  readonly #observed: ObservedEvents;
  readonly #sessions = new StreamSessions();
  readonly #notices = new Listeners<TapNotice & { readonly atMs: number }>();
  readonly #closing = new AbortController();
  readonly #stopListening: readonly (() => void)[];
  readonly #losses: string[] = [];

  constructor(tap: Tap, options: TapObserverOptions = {}) {
    this.url = tap.url;
    this.#streamId = options.streamId;
    this.#namespace = options.namespace ?? '/';
    this.#observed = new ObservedEvents(options);
    this.#stopListening = [
      tap.onEvent((event) => this.#take(event)),
      tap.onNotice((notice) => this.#notice(notice)),
    ];
  }

  get fragments(): ObservedEvents['fragments'] {
    return this.#observed.fragments;
  }

  get events(): readonly MonitorEvent[] {
    return this.#observed.events;
  }

  onEvent(listener: (event: MonitorEvent) => void): () => void {
    return this.#observed.onEvent(listener);
  }

  onNotice(listener: (notice: TapNotice & { readonly atMs: number }) => void): () => void {
    return this.#notices.add(listener);
  }

  /** @throws TapError `TAP_EVENT_MISSING` after `withinMs`, `TAP_CLOSED` */
  async waitFor(predicate: (event: MonitorEvent) => boolean, options: WaitOptions): Promise<MonitorEvent> {
    return await this.#observed.waitFor(predicate, options, this.#closing.signal, () => {
      const { expected, withinMs } = options;
      const what = `${expected} did not pass the tap ${this.url} within ${withinMs} ms`;
      return new TapError('TAP_EVENT_MISSING', `${what} (${this.#observed.lastSeen()})`);
    });
  }

  /** Whether all that passed since it was created could be decoded. */
  completeness(): Completeness {
    return this.#losses.length === 0 ? { complete: true } : { complete: false, reasons: [...this.#losses] };
  }

  close(): void {
    for (const stop of this.#stopListening) stop();
    this.#closing.abort(new TapError('TAP_CLOSED', `the observer of the tap ${this.url} was closed`));
  }

  #take(event: TapEvent): void {
    const { kind, namespace, direction, args } = event;
    if (kind !== 'event' || namespace !== this.#namespace) return;
    const session = this.#sessions.of(event);
    const [payload] = args;
    if (this.#streamId !== undefined && ![namedStream(payload), session?.streamId].includes(this.#streamId)) {
      return;
    }
    const sessionId = session?.sessionId;
    const meta = { at: Date.now(), direction, ...(sessionId === undefined ? {} : { session_id: sessionId }) };
    this.#observed.add({ event: event.event ?? '', payload, meta });
  }

  #notice(notice: TapNotice): void {
    if (notice.kind === 'undecodable') {
      const { direction, link, lost, problem } = notice;
      this.#losses.push(`${direction}: a ${lost} could not be decoded (link ${link}): ${problem}`);
      if (this.#losses.length > MOST_REASONS) this.#losses.shift();
    }
    this.#notices.tell({ ...notice, atMs: this.#observed.nowMs() });
  }
}

function namedStream(payload: unknown): unknown {
  return typeof payload === 'object' && payload !== null && 'stream_id' in payload
    ? payload.stream_id
    : undefined;
}
