import { io, type Socket } from 'socket.io-client';
import { errorMessage } from '../../../lib/error-message.ts';
import { type StreamReady, streamReadySchema } from '../../contracts/stream-session.ts';
import { stsErrorSchema } from '../../contracts/sts-notice.ts';
import { waitForEvent } from './socket-wait.ts';
import { StsConnectionError } from './sts-connection-error.ts';
import type { StsEndpoint, StsSessionRequest } from './sts-session-request.ts';

const CONNECT_TIMEOUT_MS = 5000;
const READY_TIMEOUT_MS = 5000;

/**
 * Connects a socket. It does not come back by itself when it is lost.
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
    // Back-off and stream:init belong together, so the link does both (rule 3 of the worker).
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
          // A socket that the server itself turned away is not active any more.
          socket.active
            ? fail('STS_UNREACHABLE', `connecting failed: ${errorMessage(error)}`, error)
            : fail('STS_REFUSED', `it refused the connection: ${errorMessage(error)}`, error),
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
  if (!socket.connected) fail('STS_REFUSED', 'it disconnected at once');
  const ready = waitForEvent<StreamReady>(socket, {
    on: {
      'stream:ready': (payload) => {
        const { data, error } = streamReadySchema.safeParse(payload);
        return data ?? fail('STS_REFUSED', `its stream:ready is not valid: ${error?.message}`);
      },
      error: (payload) => {
        const notice = stsErrorSchema.safeParse(payload).data;
        if (notice?.severity === 'warning') return undefined;
        const why = notice === undefined ? 'an error that is not valid' : `${notice.code}: ${notice.message}`;
        return fail('STS_REFUSED', `it answered stream:init with ${why}`);
      },
      disconnect: (reason) => fail('STS_REFUSED', `it disconnected (${String(reason)}) before stream:ready`),
    },
    withinMs: READY_TIMEOUT_MS,
    onTimeout: () =>
      fail('STS_NOT_READY', `connected, stream:init sent, no stream:ready within ${READY_TIMEOUT_MS} ms`),
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
