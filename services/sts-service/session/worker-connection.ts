import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io';
import type { ErrorSimulationAck } from '../../contracts/sts-fault-events.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { StreamFaults } from '../faults/stream-faults.ts';
import type { StsMetrics } from '../metrics/sts-metrics.ts';
import type { MonitorHub } from '../monitor/monitor-hub.ts';
import type { FragmentProcessor } from '../processing/fragment-processor.ts';
import type { QueueBound } from './queue-bound.ts';
import { type Refusal, refusalNotice } from './refusal.ts';
import { SimulatedDisconnect } from './simulated-disconnect.ts';
import { StreamSession } from './stream-session.ts';
import {
  isShallow,
  isWorkerEvent,
  readTrace,
  readWorkerPayload,
  type WorkerEvent,
  type WorkerPayloads,
} from './worker-message.ts';

/** What every connection shares. */
export interface ConnectionSetup {
  readonly processor: FragmentProcessor;
  readonly metrics: StsMetrics;
  readonly monitor: MonitorHub;
  readonly log: Logger;
  readonly backpressure: boolean;
  readonly queueBound: QueueBound;
  readonly faultsOf: (streamId: string) => StreamFaults | undefined;
  readonly disconnectAfterCompleteMs: number;
}

/** A worker's socket: reads what it sends, and holds the one session that it has open. */
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
    'config:error_simulation': (simulation) => this.#simulateErrors(simulation),
    'simulate:disconnect': (order) =>
      this.#socket.emit('simulate:disconnect:ack', this.#simulatedDisconnect.schedule(order)),
  };
  readonly #simulatedDisconnect = new SimulatedDisconnect((reason) =>
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
      // What was read before the connection broke is handed over after it.
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
      this.#log.info({ reason }, 'worker disconnected');
      clearTimeout(this.#disconnectTimer);
      this.#simulatedDisconnect.cancel();
      this.#leaveSession(`the worker disconnected: ${reason}`);
    });
  }

  /** Ends the session and the connection; resolves when no work is left. */
  async close(reason: string): Promise<void> {
    this.#leaveSession(reason);
    this.#socket.disconnect(true);
    await Promise.all(this.#closings);
  }

  #observe(direction: 'worker-to-sts' | 'sts-to-worker', event: string, payload: unknown): void {
    // The session that a stream:init opens does not exist yet, and it does not belong to the one before.
    const session = event === 'stream:init' ? undefined : this.#session;
    this.#setup.monitor.publish({ event, payload, direction, session });
  }

  #receive<Event extends WorkerEvent>(event: Event, payload: unknown): void {
    if (event === 'fragment:data' && this.#session === undefined) {
      const message = 'fragment:data without a session: send stream:init first.';
      const { streamId, fragmentId } = readTrace(payload);
      this.#refuse({ code: 'STREAM_NOT_FOUND', message, streamId, fragmentId });
      return;
    }
    const read = readWorkerPayload(event, payload);
    if (read.ok) this.#handlers[event](read.payload);
    else if (event === 'config:error_simulation') this.#rejectSimulation(read.complaint);
    else this.#refuseUnreadable(event, payload, read.complaint);
  }

  #refuseUnreadable(event: WorkerEvent, payload: unknown, message: string): void {
    const { streamId, fragmentId, sequence } = readTrace(payload);
    const refusal: Refusal = { code: 'INVALID_CONFIG', message, streamId };
    if (event === 'fragment:data') this.#refuse({ ...refusal, fragmentId }, sequence);
    else this.#refuse(refusal);
  }

  #init(init: WorkerPayloads['stream:init']): void {
    this.#leaveSession('replaced by another stream:init');
    clearTimeout(this.#disconnectTimer);
    const sessionId = randomUUID();
    this.#session = new StreamSession({
      ...this.#setup,
      sessionId,
      init,
      log: this.#log.child({ stream_id: init.stream_id, session_id: sessionId }),
      emit: (event, payload) => this.#socket.emit(event, payload),
      disconnect: (reason) => this.#disconnect(reason),
      onComplete: () => this.#disconnectSoon(),
    });
    this.#session.open();
  }

  #simulateErrors(simulation: WorkerPayloads['config:error_simulation']): void {
    if (this.#session !== undefined) this.#session.simulateErrors(simulation);
    else this.#rejectSimulation('No stream is open on this connection: send stream:init first.');
  }

  #rejectSimulation(message: string): void {
    const ack: ErrorSimulationAck = { status: 'rejected', rules_count: 0, message };
    this.#log.warn(ack, 'error simulation rejected');
    this.#socket.emit('config:error_simulation:ack', ack);
  }

  /** The session of a stream, or `undefined` after an `error` that says why there is none. */
  #sessionOf(streamId: string | undefined): StreamSession | undefined {
    const session = this.#session;
    if (session !== undefined && (streamId ?? session.streamId) === session.streamId) return session;
    const message =
      session === undefined
        ? 'No stream is open on this connection: send stream:init first.'
        : `This connection's stream is "${session.streamId}", not "${streamId}": send stream:init for it first.`;
    this.#refuse({ code: 'STREAM_NOT_FOUND', message, streamId });
    return undefined;
  }

  /** @param answers see {@link StreamSession.refuse} */
  #refuse(refusal: Refusal, answers?: number): void {
    if (this.#session !== undefined) {
      this.#session.refuse(refusal, answers);
      return;
    }
    const notice = refusalNotice(refusal);
    this.#setup.metrics.fragmentErrors.inc({ stage: 'session', error_code: notice.code });
    this.#log.warn({ code: notice.code }, notice.message);
    this.#socket.emit('error', notice);
  }

  #leaveSession(reason: string): void {
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

  #disconnect(reason: string): void {
    this.#log.info({ reason }, 'disconnecting the worker');
    this.#socket.disconnect(true);
  }
}
