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
import type { TapEvent, TapNotice } from './tap-event.ts';

/** How many reasons for incompleteness are kept. */
const MAX_REASONS = 100;

export interface TapObserverOptions extends ObservedEventsOptions {
  /** Observes this stream only. All streams by default. */
  readonly streamId?: string;
  /** The Socket.IO namespace of the workers, `/` by default. */
  readonly namespace?: string;
}

/** Observes the protocol events that pass a tap. The STS service needs no monitor namespace. */
export class TapObserver implements StsObserver {
  readonly url: string;
  readonly #streamId: string | undefined;
  readonly #namespace: string;
  readonly #observed: ObservedEvents;
  readonly #sessions = new StreamSessions();
  readonly #notices = new Listeners<TapNotice & { readonly atMs: number }>();
  readonly #closing = new AbortController();
  readonly #removeListeners: readonly (() => void)[];
  readonly #losses: string[] = [];

  constructor(tap: Tap, options: TapObserverOptions = {}) {
    this.url = tap.url;
    this.#streamId = options.streamId;
    this.#namespace = options.namespace ?? '/';
    this.#observed = new ObservedEvents(options);
    this.#removeListeners = [
      tap.onEvent((event) => this.#onEvent(event)),
      tap.onNotice((notice) => this.#onNotice(notice)),
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
      const problem = `timed out after ${withinMs} ms waiting for ${expected} to pass the tap ${this.url}`;
      return new TapError('TAP_EVENT_MISSING', `${problem} (${this.#observed.summary()})`);
    });
  }

  /** Whether everything that has passed since it was created could be decoded. */
  completeness(): Completeness {
    return this.#losses.length === 0 ? { complete: true } : { complete: false, reasons: [...this.#losses] };
  }

  close(): void {
    for (const remove of this.#removeListeners) remove();
    this.#closing.abort(new TapError('TAP_CLOSED', `the observer of the tap ${this.url} was closed`));
  }

  #onEvent(event: TapEvent): void {
    const { kind, namespace, direction, args } = event;
    if (kind !== 'event' || namespace !== this.#namespace) return;
    const session = this.#sessions.of(event);
    const [payload] = args;
    if (this.#streamId !== undefined && ![streamIdOf(payload), session?.streamId].includes(this.#streamId)) {
      return;
    }
    const sessionId = session?.sessionId;
    const meta = { at: Date.now(), direction, ...(sessionId === undefined ? {} : { session_id: sessionId }) };
    this.#observed.add({ event: event.event ?? '', payload, meta });
  }

  #onNotice(notice: TapNotice): void {
    if (notice.kind === 'undecodable') {
      const { direction, link, lost, problem } = notice;
      this.#losses.push(`${direction}: a ${lost} could not be decoded (connection ${link}): ${problem}`);
      if (this.#losses.length > MAX_REASONS) this.#losses.shift();
    }
    this.#notices.notify({ ...notice, atMs: this.#observed.nowMs() });
  }
}

function streamIdOf(payload: unknown): unknown {
  return typeof payload === 'object' && payload !== null && 'stream_id' in payload
    ? payload.stream_id
    : undefined;
}
