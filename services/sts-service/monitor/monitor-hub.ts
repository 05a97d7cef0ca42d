import type { Namespace, Socket } from 'socket.io';
import {
  MONITOR_MISSED_EVENT,
  type MonitorAuth,
  type MonitorMeta,
  monitorAuthSchema,
} from '../../contracts/sts-monitor.ts';
import type { Logger } from '../../runtime/logger.ts';
import { ConnectionRejectedError } from '../wire/connection-rejected-error.ts';
import { describeIssues } from '../wire/describe-issues.ts';
import { type ObserverBuffer, ObserverQueue, payloadBytes, type QueuedEvent } from './observer-queue.ts';

/** An event on a worker's socket. */
export interface WorkerSocketEvent {
  readonly event: string;
  /** The object that was received or sent. It must not be modified. */
  readonly payload: unknown;
  readonly direction: MonitorMeta['direction'];
  /** The session of the socket at that time, if one was open. */
  readonly session: { readonly sessionId: string; readonly streamId: string } | undefined;
}

interface Observer {
  readonly streamId: string | undefined;
  readonly queue: ObserverQueue;
}

/**
 * Copies every protocol event to the observers of its stream. The worker's socket has priority: events are encoded for
 * observers in a later turn of the event loop, and events that an observer does not read in time are dropped and counted.
 */
export class MonitorHub {
  readonly #observers = new Set<Observer>();
  readonly #buffer: ObserverBuffer;
  #backlog: { readonly copy: QueuedEvent; readonly streams: ReadonlySet<unknown> }[] = [];

  constructor(buffer: ObserverBuffer) {
    this.#buffer = buffer;
  }

  /** Accepts observers on `namespace`. */
  serve(namespace: Namespace, log: Logger): void {
    namespace.use((socket, next) => {
      const { error } = monitorAuthSchema.safeParse(socket.handshake.auth);
      next(error && new ConnectionRejectedError('INVALID_CONFIG', `auth: ${describeIssues(error.issues)}`));
    });
    namespace.on('connection', (socket) =>
      this.#add(socket, monitorAuthSchema.parse(socket.handshake.auth), log),
    );
  }

  publish({ event, payload, direction, session }: WorkerSocketEvent): void {
    if (this.#observers.size === 0) return;
    const meta: MonitorMeta = {
      at: Date.now(),
      direction,
      ...(session === undefined ? {} : { session_id: session.sessionId }),
    };
    const copy: QueuedEvent = { args: [event, payload, meta], bytes: payloadBytes(payload) };
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
    const link = { send: ([event, ...args]: QueuedEvent['args']) => void socket.emit(event, ...args) };
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
