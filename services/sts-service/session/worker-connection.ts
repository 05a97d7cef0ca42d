import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io';
import type { z } from 'zod';
import { fragmentAckSchema, fragmentDataSchema } from '../../contracts/fragment.ts';
import { streamControlSchema, streamEndSchema, streamInitSchema } from '../../contracts/stream-session.ts';
import { wireId, wireInteger, wireObject } from '../../contracts/wire.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { StsMetrics } from '../http/sts-metrics.ts';
import type { MonitorHub } from '../monitor/monitor-hub.ts';
import type { FragmentProcessor } from '../processing/fragment-processor.ts';
import { isWorkerEvent, type WorkerEvent } from './protocol-event.ts';
import { readPayload } from './read-payload.ts';
import { type Refusal, refusalNotice } from './refusal.ts';
import { StreamSession } from './stream-session.ts';

/** What every connection shares. */
export interface ConnectionSetup {
  readonly processor: FragmentProcessor;
  readonly metrics: StsMetrics;
  readonly monitor: MonitorHub;
  readonly log: Logger;
  readonly backpressure: boolean;
  readonly disconnectAfterCompleteMs: number;
}

/** What can still be read of a fragment that does not fit its schema. */
const fragmentTraceSchema = wireObject({
  fragment_id: wireId.optional().catch(undefined),
  sequence_number: wireInteger(0, Number.MAX_SAFE_INTEGER).optional().catch(undefined),
});

/** A worker's socket: reads what it sends, and holds the one session that it has open. */
export class WorkerConnection {
  readonly #setup: ConnectionSetup;
  readonly #socket: Socket;
  readonly #log: Logger;
  readonly #closings = new Set<Promise<void>>();
  #session: StreamSession | undefined;
  #disconnectTimer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, setup: ConnectionSetup) {
    this.#setup = setup;
    this.#socket = socket;
    const { 'x-stream-id': stream, 'x-worker-id': worker } = socket.handshake.headers;
    this.#log = setup.log.child({ socket_id: socket.id });
    this.#log.info({ transport: socket.conn.transport.name, stream, worker }, 'worker connected');

    socket.onAny((event: string, ...args: unknown[]) => {
      const acknowledge = args.at(-1);
      if (typeof acknowledge === 'function') acknowledge();
      if (!isWorkerEvent(event)) return;
      const payload = typeof args[0] === 'function' ? undefined : args[0];
      this.#observe('worker-to-sts', event, payload);
      this.#receive(event, payload);
    });
    socket.onAnyOutgoing((event: string, payload: unknown) => this.#observe('sts-to-worker', event, payload));
    socket.on('disconnect', (reason) => {
      this.#log.info({ reason }, 'worker disconnected');
      clearTimeout(this.#disconnectTimer);
      this.#leaveSession(`worker disconnected: ${reason}`);
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

  #receive(event: WorkerEvent, payload: unknown): void {
    switch (event) {
      case 'stream:init':
        this.#init(payload);
        break;
      case 'fragment:data':
        this.#fragment(payload);
        break;
      case 'fragment:ack': {
        const ack = this.#read(event, fragmentAckSchema, payload);
        if (ack !== undefined) this.#session?.acknowledge(ack.fragment_id, ack.status);
        break;
      }
      case 'stream:end': {
        const end = this.#read(event, streamEndSchema, payload ?? {});
        if (end !== undefined) this.#sessionOf(event, end.stream_id)?.end(end.reason);
        break;
      }
      case 'stream:pause':
      case 'stream:resume': {
        const control = this.#read(event, streamControlSchema, payload);
        if (control === undefined) break;
        const session = this.#sessionOf(event, control.stream_id);
        if (event === 'stream:pause') session?.pause(control.reason);
        else session?.resume(control.reason);
      }
    }
  }

  #init(payload: unknown): void {
    const init = this.#read('stream:init', streamInitSchema, payload);
    if (init === undefined) return;
    this.#leaveSession('replaced by another stream:init');
    clearTimeout(this.#disconnectTimer);
    const { stream_id, max_inflight } = init;
    const sessionId = randomUUID();
    const log = this.#log.child({ stream_id, session_id: sessionId });
    this.#session = new StreamSession({
      ...this.#setup,
      sessionId,
      log,
      init,
      emit: (event, fields) => this.#socket.emit(event, fields),
      onComplete: () => this.#disconnectSoon(),
    });
    log.info({ init }, 'session opened');
    this.#socket.emit('stream:ready', {
      stream_id,
      session_id: sessionId,
      max_inflight,
      capabilities: { batch_processing: false, async_delivery: true },
    });
  }

  #fragment(payload: unknown): void {
    const trace = fragmentTraceSchema.safeParse(payload);
    const { fragment_id: fragmentId, sequence_number: sequence } = trace.data ?? {};
    if (this.#session === undefined) {
      const message = 'fragment:data without a session: send stream:init first.';
      this.#refuse({ code: 'STREAM_NOT_FOUND', message, fragmentId });
      return;
    }
    const fragment = readPayload(fragmentDataSchema, payload);
    if (fragment.ok) {
      this.#session.accept(fragment.value);
      return;
    }
    const message = `fragment:data: ${fragment.complaint}`;
    this.#session.refuseUnreadable(sequence, { code: 'INVALID_CONFIG', message, fragmentId });
  }

  /** A payload that fits, or `undefined` after an `error` that names the field. */
  #read<Schema extends z.ZodType>(
    event: WorkerEvent,
    schema: Schema,
    payload: unknown,
  ): z.infer<Schema> | undefined {
    const read = readPayload(schema, payload);
    if (read.ok) return read.value;
    this.#refuse({ code: 'INVALID_CONFIG', message: `${event}: ${read.complaint}` });
    return undefined;
  }

  /** The session that an event means, or `undefined` after an `error` that says why there is none. */
  #sessionOf(event: WorkerEvent, streamId: string | undefined): StreamSession | undefined {
    const session = this.#session;
    if (session !== undefined && (streamId ?? session.streamId) === session.streamId) return session;
    const present = session === undefined ? 'has no session' : `has stream "${session.streamId}"`;
    const message = `${event} for "${streamId ?? 'no stream'}", but this connection ${present}.`;
    this.#refuse({ code: 'STREAM_NOT_FOUND', message, streamId });
    return undefined;
  }

  #refuse(refusal: Refusal): void {
    if (this.#session !== undefined) {
      this.#session.refuse(refusal);
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
    this.#disconnectTimer = setTimeout(() => {
      this.#log.info('disconnecting: the stream is complete');
      this.#socket.disconnect(true);
    }, this.#setup.disconnectAfterCompleteMs);
  }
}
