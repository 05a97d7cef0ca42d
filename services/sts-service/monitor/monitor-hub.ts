import type { Namespace, Socket } from 'socket.io';
import {
  MONITOR_MISSED_EVENT,
  type MonitorAuth,
  type MonitorMeta,
  monitorAuthSchema,
} from '../../contracts/sts-monitor.ts';
import type { Logger } from '../../runtime/logger.ts';
import { MonitorAuthError } from './monitor-auth-error.ts';
import { type ObservedEvent, type ObserverBuffer, ObserverQueue } from './observer-queue.ts';
import { payloadBytes } from './payload-bytes.ts';

/** An event that was seen on a worker's socket. */
export interface SeenEvent {
  readonly event: string;
  /** The very object that was received or sent; nobody changes it. */
  readonly payload: unknown;
  readonly direction: MonitorMeta['direction'];
  /** The session on whose socket it was seen, where there is one. */
  readonly session: { readonly sessionId: string; readonly streamId: string } | undefined;
}

interface Observer {
  readonly streamId: string | undefined;
  readonly queue: ObserverQueue;
}

/**
 * Copies every protocol event to the observers of its stream. The worker's socket comes first: an event is
 * encoded for the observers only after the work of the moment is done, and what an observer does not read in
 * time is dropped and counted, never waited for.
 */
export class MonitorHub {
  readonly #observers = new Set<Observer>();
  readonly #buffer: ObserverBuffer;
  #backlog: { readonly copy: ObservedEvent; readonly streams: ReadonlySet<unknown> }[] = [];

  constructor(buffer: ObserverBuffer) {
    this.#buffer = buffer;
  }

  /** Lets observers connect to `namespace`. */
  serve(namespace: Namespace, log: Logger): void {
    namespace.use((socket, next) => {
      const { error } = monitorAuthSchema.safeParse(socket.handshake.auth);
      next(error === undefined ? undefined : new MonitorAuthError(error.issues));
    });
    namespace.on('connection', (socket) =>
      this.#add(socket, monitorAuthSchema.parse(socket.handshake.auth), log),
    );
  }

  publish({ event, payload, direction, session }: SeenEvent): void {
    if (this.#observers.size === 0) return;
    const meta: MonitorMeta = {
      at: Date.now(),
      direction,
      ...(session === undefined ? {} : { session_id: session.sessionId }),
    };
    const copy: ObservedEvent = { args: [event, payload, meta], bytes: payloadBytes(payload) };
    const named =
      typeof payload === 'object' && payload !== null && 'stream_id' in payload
        ? payload.stream_id
        : undefined;
    this.#backlog.push({ copy, streams: new Set([named, session?.streamId]) });
    if (this.#backlog.length === 1) setImmediate(() => this.#deliver());
  }

  #deliver(): void {
    const backlog = this.#backlog;
    this.#backlog = [];
    for (const { copy, streams } of backlog) {
      for (const { streamId, queue } of this.#observers) {
        if (streamId === undefined || streams.has(streamId)) queue.offer(copy);
      }
    }
  }

  #add(socket: Socket, { stream_id: streamId }: MonitorAuth, log: Logger): void {
    const link = { send: ([event, ...args]: ObservedEvent['args']) => void socket.emit(event, ...args) };
    const queue = new ObserverQueue(link, this.#buffer, MONITOR_MISSED_EVENT);
    const observer = { streamId, queue };
    const onDrain = (): void => queue.onDrain();
    socket.conn.on('drain', onDrain);
    this.#observers.add(observer);
    log.info({ socket_id: socket.id, stream_id: streamId }, 'observer connected');
    socket.on('disconnect', (reason) => {
      this.#observers.delete(observer);
      socket.conn.off('drain', onDrain);
      log.info({ socket_id: socket.id, stream_id: streamId, reason }, 'observer disconnected');
    });
  }
}
