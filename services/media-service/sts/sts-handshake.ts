import { io, type Socket } from 'socket.io-client';
import { errorMessage } from '../../../lib/error-message.ts';
import { redactUrls } from '../../../lib/redact-url.ts';
import { type StreamConfig, type StreamReady, streamReadySchema } from '../../contracts/stream-session.ts';
import { stsErrorSchema } from '../../contracts/sts-notice.ts';
import { connectFailure } from './socket-reason.ts';
import { waitForEvent } from './socket-wait.ts';

/** Address and credentials of the STS service. */
export interface StsEndpoint {
  readonly url: string;
  readonly authToken: string | undefined;
}

/** The session that a worker requests for its stream. */
export interface StsSessionRequest {
  readonly streamId: string;
  readonly workerId: string;
  readonly config: StreamConfig;
  readonly maxInflight: number;
  readonly timeoutMs: number;
}

/** No session with the STS service: it is not reachable, has refused the connection, or has not answered. */
export class StsConnectionError extends Error {
  override readonly name = 'StsConnectionError';
  readonly code: 'STS_UNREACHABLE' | 'STS_REFUSED' | 'STS_NOT_READY';
  readonly url: string;

  constructor(code: StsConnectionError['code'], url: string, what: string, cause?: unknown) {
    const shownUrl = redactUrls(url);
    super(`no session with the STS service at ${shownUrl}: ${what}`, { cause });
    this.code = code;
    this.url = shownUrl;
  }
}

const CONNECT_TIMEOUT_MS = 5000;
const READY_TIMEOUT_MS = 5000;

/**
 * Connects a socket, which does not reconnect by itself.
 *
 * @throws {StsConnectionError}
 */
export async function connectSocket(endpoint: StsEndpoint, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const fail = (code: StsConnectionError['code'], what: string, cause?: unknown): never => {
    throw new StsConnectionError(code, endpoint.url, what, cause);
  };
  const socket = io(endpoint.url, {
    transports: ['websocket'],
    // The link reconnects: each connection needs a stream:init (docs/architecture.md, "Rules of the worker").
    reconnection: false,
    timeout: CONNECT_TIMEOUT_MS,
    forceNew: true,
    ...(endpoint.authToken === undefined ? {} : { auth: { token: endpoint.authToken } }),
  });
  try {
    return await waitForEvent<Socket>(socket, {
      on: {
        connect: () => socket,
        connect_error: (error) =>
          // A socket that the server rejected is no longer active.
          socket.active
            ? fail('STS_UNREACHABLE', `connection failed: ${describe(error)}`, error)
            : fail('STS_REFUSED', `the service rejected the connection: ${describe(error)}`, error),
      },
      withinMs: CONNECT_TIMEOUT_MS,
      onTimeout: () => fail('STS_UNREACHABLE', `no Socket.IO connection within ${CONNECT_TIMEOUT_MS} ms`),
      signal,
    });
  } catch (error) {
    socket.disconnect();
    throw error;
  }
}

/**
 * Sends `stream:init` and waits for `stream:ready`.
 *
 * @throws {StsConnectionError}
 */
export async function openSession(
  socket: Socket,
  url: string,
  request: StsSessionRequest,
  signal: AbortSignal,
): Promise<StreamReady> {
  const fail = (code: StsConnectionError['code'], what: string): never => {
    throw new StsConnectionError(code, url, what);
  };
  if (!socket.connected) fail('STS_REFUSED', 'the service disconnected immediately');
  const ready = waitForEvent<StreamReady>(socket, {
    on: {
      'stream:ready': (payload) => {
        const { data, error } = streamReadySchema.safeParse(payload);
        return data ?? fail('STS_REFUSED', `invalid stream:ready: ${error?.message}`);
      },
      error: (payload) => {
        const notice = stsErrorSchema.safeParse(payload).data;
        if (notice?.severity === 'warning') return undefined;
        const why = notice === undefined ? 'an invalid error event' : `${notice.code}: ${notice.message}`;
        return fail('STS_REFUSED', `the service answered stream:init with ${why}`);
      },
      disconnect: (reason) =>
        fail('STS_REFUSED', `the service disconnected before stream:ready (${String(reason)})`),
    },
    withinMs: READY_TIMEOUT_MS,
    onTimeout: () => fail('STS_NOT_READY', `no stream:ready within ${READY_TIMEOUT_MS} ms of stream:init`),
    signal,
  });
  socket.emit('stream:init', {
    stream_id: request.streamId,
    worker_id: request.workerId,
    config: request.config,
    max_inflight: request.maxInflight,
    timeout_ms: request.timeoutMs,
  });
  return await ready;
}

function describe(error: unknown): string {
  return error instanceof Error ? connectFailure(error) : errorMessage(error);
}
