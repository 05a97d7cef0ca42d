import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import {
  type FragmentAudio,
  type FragmentProcessed,
  fragmentAckSchema,
  fragmentProcessedSchema,
} from '../../contracts/fragment.ts';
import {
  type StreamComplete,
  streamCompleteSchema,
  streamReadySchema,
} from '../../contracts/stream-session.ts';
import { backpressureSchema, stsErrorSchema } from '../../contracts/sts-notice.ts';
import type { Logger } from '../../runtime/logger.ts';
import { StsConnectionError } from './sts-connection-error.ts';
import type { StsConnectionEvents, StsEndpoint, StsSessionRequest } from './sts-session-request.ts';

const CONNECT_TIMEOUT_MS = 5000;
const READY_TIMEOUT_MS = 5000;
const COMPLETE_GRACE_MS = 1000;

/** One piece of audio to be dubbed. */
export interface OutgoingFragment {
  readonly fragmentId: string;
  /** Start on the stream's clock. */
  readonly timestampMs: number;
  readonly audio: FragmentAudio;
}

/**
 * One session with the STS service, from `stream:init` to the end of its socket. It never reconnects: what
 * comes after a lost session is decided by {@link ./sts-link.ts}.
 */
export class StsConnection {
  readonly sessionId: string;
  readonly #socket: Socket;
  readonly #request: StsSessionRequest;
  #nextSequence = 0;

  private constructor(socket: Socket, request: StsSessionRequest, sessionId: string) {
    this.#socket = socket;
    this.#request = request;
    this.sessionId = sessionId;
  }

  /**
   * Connects, opens the session and waits until the service is ready for it.
   *
   * @param signal gives up, and ends the session when it is aborted later
   * @throws {StsConnectionError} telling how far it came
   */
  static async open(
    endpoint: StsEndpoint,
    request: StsSessionRequest,
    events: StsConnectionEvents,
    log: Logger,
    signal: AbortSignal,
  ): Promise<StsConnection> {
    const socket = io(endpoint.url, {
      transports: ['websocket'],
      // Back-off and re-init belong together, so the link does both (protocol rule 3).
      reconnection: false,
      timeout: CONNECT_TIMEOUT_MS,
      forceNew: true,
      ...(endpoint.authToken === undefined ? {} : { auth: { token: endpoint.authToken } }),
    });
    const close = (): void => {
      socket.disconnect();
    };
    signal.addEventListener('abort', close, { once: true });
    try {
      await StsConnection.#connected(socket, endpoint, signal);
      const ready = await StsConnection.#ready(socket, endpoint, request, signal);
      const connection = new StsConnection(socket, request, ready.session_id);
      connection.#listen(events, log);
      socket.once('disconnect', () => signal.removeEventListener('abort', close));
      return connection;
    } catch (error) {
      close();
      signal.removeEventListener('abort', close);
      throw error;
    }
  }

  static async #connected(socket: Socket, endpoint: StsEndpoint, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error) => {
        reject(
          new StsConnectionError(
            'STS_UNREACHABLE',
            endpoint.url,
            `connecting failed: ${error.message}`,
            error,
          ),
        );
      });
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }

  static async #ready(
    socket: Socket,
    endpoint: StsEndpoint,
    request: StsSessionRequest,
    signal: AbortSignal,
  ) {
    return await new Promise<z.infer<typeof streamReadySchema>>((resolve, reject) => {
      const refuse = (code: 'STS_REFUSED' | 'STS_NOT_READY', what: string): void => {
        clearTimeout(timer);
        reject(new StsConnectionError(code, endpoint.url, what));
      };
      const timer = setTimeout(
        () =>
          refuse(
            'STS_NOT_READY',
            `connected, stream:init sent, no stream:ready within ${READY_TIMEOUT_MS} ms`,
          ),
        READY_TIMEOUT_MS,
      );
      socket.once('stream:ready', (payload: unknown) => {
        const ready = streamReadySchema.safeParse(payload);
        if (!ready.success)
          return refuse('STS_REFUSED', `its stream:ready is not valid: ${ready.error.message}`);
        clearTimeout(timer);
        resolve(ready.data);
      });
      socket.once('error', (payload: unknown) => {
        const error = stsErrorSchema.safeParse(payload).data;
        refuse(
          'STS_REFUSED',
          `it refused stream:init with ${error?.code ?? 'an error'}: ${error?.message ?? ''}`,
        );
      });
      socket.once('disconnect', (reason) =>
        refuse('STS_REFUSED', `it disconnected (${reason}) before stream:ready`),
      );
      signal.addEventListener('abort', () => refuse('STS_NOT_READY', 'the stream ended first'), {
        once: true,
      });
      socket.emit('stream:init', {
        stream_id: request.streamId,
        worker_id: request.workerId,
        config: request.config,
        max_inflight: request.maxInflight,
        timeout_ms: request.timeoutMs,
      });
    }).finally(() => {
      socket.removeAllListeners('error');
      socket.removeAllListeners('stream:ready');
      socket.removeAllListeners('disconnect');
    });
  }

  /** Sends a fragment under the session's next sequence number. */
  send(fragment: OutgoingFragment): void {
    this.#socket.emit('fragment:data', {
      fragment_id: fragment.fragmentId,
      stream_id: this.#request.streamId,
      sequence_number: this.#nextSequence++,
      timestamp: fragment.timestampMs,
      audio: fragment.audio,
    });
  }

  /** Tells the service that a result was taken: frees its place in the service's inflight count. */
  acknowledge(fragmentId: string): void {
    this.#socket.emit('fragment:ack', { fragment_id: fragmentId, status: 'applied', timestamp: Date.now() });
  }

  /**
   * Ends the session in order and closes the socket.
   *
   * @returns the service's account, or `undefined` when it gave none in the time the protocol allows
   */
  async end(reason: string): Promise<StreamComplete | undefined> {
    if (!this.#socket.connected) return undefined;
    const complete = new Promise<StreamComplete | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), this.#request.timeoutMs + COMPLETE_GRACE_MS);
      const settle = (value: StreamComplete | undefined): void => {
        clearTimeout(timer);
        resolve(value);
      };
      this.#socket.once('stream:complete', (payload: unknown) =>
        settle(streamCompleteSchema.safeParse(payload).data),
      );
      this.#socket.once('disconnect', () => settle(undefined));
    });
    this.#socket.emit('stream:end', { stream_id: this.#request.streamId, reason });
    const account = await complete;
    this.#socket.disconnect();
    return account;
  }

  #listen(events: StsConnectionEvents, log: Logger): void {
    const on = <T>(event: string, schema: z.ZodType<T>, listener: (payload: T) => void): void => {
      this.#socket.on(event, (payload: unknown) => {
        const parsed = schema.safeParse(payload);
        if (parsed.success) return listener(parsed.data);
        log.warn({ event, issues: parsed.error.issues }, 'the STS service sent an event that is not valid');
        events.invalid(event);
      });
    };
    on('fragment:ack', fragmentAckSchema, (ack) => log.debug({ ack }, 'fragment queued'));
    on('fragment:processed', fragmentProcessedSchema, (result: FragmentProcessed) =>
      events.processed(result),
    );
    on('backpressure', backpressureSchema, (notice) => events.backpressure(notice));
    on('error', stsErrorSchema, (error) => events.error(error));
    this.#socket.once('disconnect', (reason) => events.closed(reason));
  }
}
