import type { Socket } from 'socket.io-client';
import type { z } from 'zod';
import { type FragmentAudio, fragmentAckSchema, fragmentProcessedSchema } from '../../contracts/fragment.ts';
import { type StreamComplete, streamCompleteSchema } from '../../contracts/stream-session.ts';
import { backpressureSchema, stsErrorSchema } from '../../contracts/sts-notice.ts';
import { wireId, wireObject } from '../../contracts/wire.ts';
import type { Logger } from '../../runtime/logger.ts';
import { DubbingFailure } from '../dubbing/dubbing-failure.ts';
import { waitForEvent } from './socket-wait.ts';
import { connectSocket, openSession } from './sts-handshake.ts';
import type { StsConnectionEvents, StsEndpoint, StsSessionRequest } from './sts-session-request.ts';

/** The service answers `stream:end` within the session's timeout; this much the way there and back may take. */
const COMPLETE_GRACE_MS = 1000;

const aboutFragmentSchema = wireObject({ fragment_id: wireId });

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
  /** Resolves when the socket is gone, with the reason as Socket.IO names it. */
  readonly closed: Promise<string>;
  readonly #socket: Socket;
  readonly #request: StsSessionRequest;
  #nextSequence = 0;
  /** The fragment that has the number before. */
  #lastSent: string | undefined;

  private constructor(
    socket: Socket,
    request: StsSessionRequest,
    sessionId: string,
    closed: Promise<string>,
  ) {
    this.#socket = socket;
    this.#request = request;
    this.sessionId = sessionId;
    this.closed = closed;
  }

  /**
   * Connects, opens the session and waits until the service is ready for it.
   *
   * @param signal gives up waiting; once the session is open it has no effect
   * @throws {StsConnectionError} telling how far it came
   */
  static async open(
    endpoint: StsEndpoint,
    request: StsSessionRequest,
    events: StsConnectionEvents,
    log: Logger,
    signal: AbortSignal,
  ): Promise<StsConnection> {
    const socket = await connectSocket(endpoint, signal);
    try {
      // Before stream:init, so that nothing is missed that comes in one go with stream:ready.
      listen(socket, events, log);
      const closed = new Promise<string>((resolve) => socket.once('disconnect', resolve));
      const { session_id } = await openSession(socket, endpoint.url, request, signal);
      return new StsConnection(socket, request, session_id, closed);
    } catch (error) {
      socket.disconnect();
      throw error;
    }
  }

  /**
   * Sends a fragment under the session's next sequence number.
   *
   * @throws {DubbingFailure} `disconnected` when the socket is gone: it would keep the fragment for a connection
   *   that never comes
   */
  send(fragment: OutgoingFragment): void {
    if (!this.#socket.connected) {
      const what = 'it could not be sent: the socket to the STS service is closed';
      throw new DubbingFailure('disconnected', what, { serviceIsIll: true });
    }
    this.#lastSent = fragment.fragmentId;
    this.#socket.emit('fragment:data', {
      fragment_id: fragment.fragmentId,
      stream_id: this.#request.streamId,
      sequence_number: this.#nextSequence++,
      timestamp: fragment.timestampMs,
      audio: fragment.audio,
    });
  }

  /**
   * The service would not have this fragment, and waits for its number as before: it holds back the results of
   * later ones until the gap is closed. So the next fragment has that number, unless others have followed already.
   */
  refused(fragmentId: string): void {
    if (fragmentId !== this.#lastSent) return;
    this.#nextSequence--;
    this.#lastSent = undefined;
  }

  /** Tells the service that a result was taken: frees its place in the service's inflight count. */
  acknowledge(fragmentId: string): void {
    this.#socket.emit('fragment:ack', { fragment_id: fragmentId, status: 'applied', timestamp: Date.now() });
  }

  /**
   * Ends the session in order and closes the socket.
   *
   * @param signal closes it without waiting any longer
   * @returns the service's account, or `undefined` when it gave none in the time the protocol allows
   */
  async end(reason: string, signal: AbortSignal): Promise<StreamComplete | undefined> {
    if (!this.#socket.connected) return undefined;
    const noAccount = { account: undefined };
    const answer = waitForEvent<{ readonly account: StreamComplete | undefined }>(this.#socket, {
      on: {
        'stream:complete': (payload) => ({ account: streamCompleteSchema.safeParse(payload).data }),
        disconnect: () => noAccount,
      },
      withinMs: this.#request.timeoutMs + COMPLETE_GRACE_MS,
      onTimeout: () => noAccount,
      signal,
    });
    this.#socket.emit('stream:end', { stream_id: this.#request.streamId, reason });
    try {
      return (await answer).account;
    } finally {
      this.close();
    }
  }

  /** Closes the socket at once. */
  close(): void {
    this.#socket.disconnect();
  }
}

function listen(socket: Socket, events: StsConnectionEvents, log: Logger): void {
  const on = <T>(event: string, schema: z.ZodType<T>, listener: (payload: T) => void): void => {
    socket.on(event, (payload: unknown) => {
      const parsed = schema.safeParse(payload);
      if (parsed.success) return listener(parsed.data);
      const why = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
      log.warn({ event, why }, 'the STS service sent an event that is not valid');
      events.invalid({ event, fragmentId: aboutFragmentSchema.safeParse(payload).data?.fragment_id, why });
    });
  };
  on('fragment:ack', fragmentAckSchema, (ack) => events.queued(ack));
  on('fragment:processed', fragmentProcessedSchema, (result) => events.processed(result));
  on('backpressure', backpressureSchema, (notice) => events.backpressure(notice));
  on('error', stsErrorSchema, (notice) => events.error(notice));
}
