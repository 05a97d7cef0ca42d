import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io';
import type { StsEvent, WorkerEvent, WorkerPayloads } from '../../contracts/sts-events.ts';
import type { ErrorSimulationAck } from '../../contracts/sts-fault-events.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { StreamFaults } from '../faults/stream-faults.ts';
import type { StsMetrics } from '../metrics/sts-metrics.ts';
import type { MonitorHub } from '../monitor/monitor-hub.ts';
import type { FragmentProcessor } from '../processing/fragment-processor.ts';
import { errorNotice, otherStreamMessage, type QueueLimit, type Rejection } from './rejection.ts';
import { DisconnectSimulator } from './simulations.ts';
import { StreamSession } from './stream-session.ts';
import { isShallow, isWorkerEvent, readIds, readWorkerPayload } from './worker-message.ts';

/** One side has ended the connection, as opposed to losing it. */
const EXPECTED_ENDS: ReadonlySet<string> = new Set([
  'client namespace disconnect',
  'server namespace disconnect',
  'server shutting down',
]);

/** Without a session, these are rejected whatever their payload. */
const NEEDS_SESSION_FIRST: ReadonlySet<WorkerEvent> = new Set([
  'fragment:data',
  'config:error_simulation',
  'simulate:disconnect',
]);

const NO_STREAM = 'No stream is open on this connection. Send stream:init first.';

/** State shared by all connections. */
export interface ConnectionSetup {
  readonly processor: FragmentProcessor;
  readonly metrics: StsMetrics;
  readonly monitor: MonitorHub;
  readonly log: Logger;
  readonly backpressure: boolean;
  readonly queueLimit: QueueLimit;
  readonly faultsOf: (streamId: string) => StreamFaults | undefined;
  readonly disconnectAfterCompleteMs: number;
}

/** The socket of a worker: validates its events and owns its current session. */
export class WorkerConnection {
  readonly #setup: ConnectionSetup;
  readonly #socket: Socket;
  readonly #log: Logger;
  readonly #closings = new Set<Promise<void>>();
  readonly #handlers: { readonly [Event in WorkerEvent]: (payload: WorkerPayloads[Event]) => void } = {
    'stream:init': (init) => this.#init(init),
    'fragment:data': (fragment) => this.#session?.accept(fragment),
    'fragment:ack': ({ fragment_id }) => this.#session?.acknowledge(fragment_id),
    'stream:pause': ({ stream_id, reason }) => this.#sessionOf(stream_id)?.pause(reason),
    'stream:resume': ({ stream_id, reason }) => this.#sessionOf(stream_id)?.resume(reason),
    'stream:end': ({ stream_id, reason }) => this.#sessionOf(stream_id)?.end(reason),
    'config:error_simulation': (simulation) => this.#session?.simulateErrors(simulation),
    'simulate:disconnect': (request) =>
      this.#emit('simulate:disconnect:ack', this.#disconnectSimulator.schedule(request)),
  };
  readonly #disconnectSimulator = new DisconnectSimulator((reason) =>
    this.#disconnect(`simulated: ${reason}`),
  );
  #session: StreamSession | undefined;
  #disconnectTimer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, setup: ConnectionSetup) {
    this.#setup = setup;
    this.#socket = socket;
    const { 'x-stream-id': stream, 'x-worker-id': worker } = socket.handshake.headers;
    this.#log = setup.log.child({ socket_id: socket.id });
    this.#log.info({ transport: socket.conn.transport.name, stream, worker }, 'worker connected');

    socket.onAny((event: string, ...args: unknown[]) => {
      // Events that were read before a disconnect are emitted after it.
      if (!socket.connected) return;
      const acknowledge = args.at(-1);
      if (typeof acknowledge === 'function') acknowledge();
      if (!isWorkerEvent(event)) return;
      const payload = typeof args[0] === 'function' ? undefined : args[0];
      if (isShallow(payload)) this.#observe('worker-to-sts', event, payload);
      this.#receive(event, payload);
    });
    socket.onAnyOutgoing((event: string, payload: unknown) => this.#observe('sts-to-worker', event, payload));
    socket.on('disconnect', (reason) => {
      this.#log[EXPECTED_ENDS.has(reason) ? 'info' : 'warn']({ reason }, 'worker disconnected');
      clearTimeout(this.#disconnectTimer);
      this.#disconnectSimulator.cancel();
      this.#closeSession(`the worker disconnected: ${reason}`);
    });
  }

  /** Closes the session and the connection; resolves when all processing has ended. */
  async close(reason: string): Promise<void> {
    this.#closeSession(reason);
    this.#socket.disconnect(true);
    await Promise.all(this.#closings);
  }

  #observe(direction: 'worker-to-sts' | 'sts-to-worker', event: string, payload: unknown): void {
    // A stream:init belongs neither to the previous session nor to the one that it opens, which does not exist yet.
    const session = event === 'stream:init' ? undefined : this.#session;
    this.#setup.monitor.publish({ event, payload, direction, session });
  }

  #receive<Event extends WorkerEvent>(event: Event, payload: unknown): void {
    if (NEEDS_SESSION_FIRST.has(event) && this.#session === undefined) {
      const message = `${event} without a session. Send stream:init first.`;
      const { streamId, fragmentId } = readIds(payload);
      this.#reject({ code: 'STREAM_NOT_FOUND', message, streamId, fragmentId });
      return;
    }
    const read = readWorkerPayload(event, payload);
    if (read.ok) this.#handlers[event](read.payload);
    else if (event === 'config:error_simulation') this.#rejectSimulation(read.problem);
    else if (event === 'fragment:ack')
      this.#log.debug({ problem: read.problem }, 'invalid fragment:ack ignored');
    else this.#rejectInvalid(event, payload, read.problem);
  }

  #rejectInvalid(event: WorkerEvent, payload: unknown, message: string): void {
    const { streamId, fragmentId, sequence } = readIds(payload);
    const rejection: Rejection = { code: 'INVALID_CONFIG', message, streamId };
    if (event === 'fragment:data') this.#reject({ ...rejection, fragmentId }, sequence);
    else this.#reject(rejection);
  }

  #init(init: WorkerPayloads['stream:init']): void {
    this.#closeSession('replaced by another stream:init');
    clearTimeout(this.#disconnectTimer);
    const sessionId = randomUUID();
    this.#session = new StreamSession({
      ...this.#setup,
      sessionId,
      init,
      log: this.#log.child({ stream_id: init.stream_id, session_id: sessionId }),
      emit: (event, payload) => this.#emit(event, payload),
      disconnect: (reason) => this.#disconnect(reason),
      onComplete: () => this.#disconnectSoon(),
    });
    this.#session.open();
  }

  #rejectSimulation(message: string): void {
    const ack: ErrorSimulationAck = { status: 'rejected', rules_count: 0, message };
    this.#log.warn(ack, 'error simulation rejected');
    this.#emit('config:error_simulation:ack', ack);
  }

  /** The session of a stream; `undefined` after sending an `error` when the stream has none. */
  #sessionOf(streamId: string | undefined): StreamSession | undefined {
    const session = this.#session;
    if (session !== undefined && (streamId ?? session.streamId) === session.streamId) return session;
    const message = session === undefined ? NO_STREAM : otherStreamMessage(session.streamId, streamId);
    this.#reject({ code: 'STREAM_NOT_FOUND', message, streamId });
    return undefined;
  }

  /** @param answers see {@link StreamSession.reject} */
  #reject(rejection: Rejection, answers?: number): void {
    if (this.#session !== undefined) {
      this.#session.reject(rejection, answers);
      return;
    }
    const notice = errorNotice(rejection);
    this.#setup.metrics.fragmentErrors.inc({ stage: 'session', error_code: notice.code });
    this.#log.warn({ code: notice.code }, notice.message);
    this.#emit('error', notice);
  }

  #closeSession(reason: string): void {
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined) return;
    const closing = session.close(reason).finally(() => this.#closings.delete(closing));
    this.#closings.add(closing);
  }

  #disconnectSoon(): void {
    this.#disconnectTimer = setTimeout(
      () => this.#disconnect('the stream is complete'),
      this.#setup.disconnectAfterCompleteMs,
    );
  }

  #emit(event: StsEvent, payload: object): void {
    this.#socket.emit(event, payload);
  }

  #disconnect(reason: string): void {
    this.#log.info({ reason }, 'disconnecting the worker');
    this.#socket.disconnect(true);
  }
}
