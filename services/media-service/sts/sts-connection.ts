import type { Socket } from 'socket.io-client';
import type { z } from 'zod';
import {
  type FragmentAck,
  type FragmentAudio,
  type FragmentProcessed,
  fragmentAckSchema,
  untimedResultSchema,
} from '../../contracts/fragment.ts';
import { type StreamComplete, streamCompleteSchema } from '../../contracts/stream-session.ts';
import {
  type Backpressure,
  backpressureSchema,
  type StsErrorNotice,
  stsErrorSchema,
} from '../../contracts/sts-notice.ts';
import { wireId, wireObject } from '../../contracts/wire.ts';
import type { Logger } from '../../runtime/logger.ts';
import { DubbingFailure } from './dubbing-failure.ts';
import { closeReason } from './socket-reason.ts';
import { waitForEvent } from './socket-wait.ts';
import { connectSocket, openSession, type StsEndpoint, type StsSessionRequest } from './sts-handshake.ts';

/** The service answers `stream:end` within the session's timeout; this is the allowance for the network. */
const COMPLETE_GRACE_MS = 1000;

const aboutFragmentSchema = wireObject({ fragment_id: wireId });

/** The audio of a segment to be dubbed. */
export interface OutgoingFragment {
  readonly fragmentId: string;
  /** Start of the segment on the stream's clock. */
  readonly timestampMs: number;
  readonly audio: FragmentAudio;
}

/** An event that does not match the protocol. */
export interface InvalidEvent {
  readonly event: string;
  /** The fragment that the event names, if any. */
  readonly fragmentId: string | undefined;
  readonly why: string;
}

/** Receives the events of the STS service in a session. */
export interface StsConnectionEvents {
  queued(ack: FragmentAck): void;
  processed(result: FragmentProcessed): void;
  backpressure(notice: Backpressure): void;
  error(notice: StsErrorNotice): void;
  invalid(event: InvalidEvent): void;
}

/**
 * One session with the STS service, from `stream:init` to the end of its socket. It never reconnects: `StsLink` opens
 * the next session.
 */
export class StsConnection {
  readonly sessionId: string;
  /** Resolves when the socket is closed, with the reason. */
  readonly closed: Promise<string>;
  readonly #socket: Socket;
  readonly #request: StsSessionRequest;
  #nextSequence = 0;
  /** The fragment with the previous sequence number, until the service has answered it. */
  #lastUnanswered: string | undefined;

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
   * Connects, opens the session and waits until the service is ready.
   *
   * @param signal abandons the attempt; it has no effect on an open session
   * @throws {StsConnectionError} with the stage that failed
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
      // Before stream:init: events may arrive together with stream:ready.
      listen(socket, events, log);
      const closed = new Promise<string>((resolve) =>
        socket.once('disconnect', (reason, description) => resolve(closeReason(reason, description))),
      );
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
   * @throws {DubbingFailure} `disconnected` when the socket is closed: it would queue the fragment for a reconnection
   *   that never happens
   */
  send(fragment: OutgoingFragment): void {
    if (!this.#socket.connected) {
      const what = 'not sent: the socket to the STS service is closed';
      throw new DubbingFailure('disconnected', what, { countsAsServiceFailure: true });
    }
    this.#lastUnanswered = fragment.fragmentId;
    this.#socket.emit('fragment:data', {
      fragment_id: fragment.fragmentId,
      stream_id: this.#request.streamId,
      sequence_number: this.#nextSequence++,
      timestamp: fragment.timestampMs,
      audio: fragment.audio,
    });
  }

  /** The service has accepted a fragment, and with it the sequence number. */
  useSequence(fragmentId: string): void {
    if (fragmentId === this.#lastUnanswered) this.#lastUnanswered = undefined;
  }

  /**
   * Assigns the sequence number of a rejected fragment to the next one, unless the fragment was accepted before or later
   * ones have been sent. The service still expects that number, and may withhold the results of later ones until it
   * arrives.
   */
  reuseSequence(fragmentId: string): void {
    if (fragmentId !== this.#lastUnanswered) return;
    this.#nextSequence--;
    this.#lastUnanswered = undefined;
  }

  /** Acknowledges a result, which frees its place in the service's inflight count. */
  acknowledge(fragmentId: string): void {
    this.#socket.emit('fragment:ack', { fragment_id: fragmentId, status: 'applied', timestamp: Date.now() });
  }

  /**
   * Ends the session with `stream:end`, waits for `stream:complete` and closes the socket.
   *
   * @param signal closes the socket without further waiting
   * @returns the service's summary, or `undefined` when it sent none within the time of the protocol
   */
  async end(reason: string, signal: AbortSignal): Promise<StreamComplete | undefined> {
    if (!this.#socket.connected) return undefined;
    const noSummary = { summary: undefined };
    const answer = waitForEvent<{ readonly summary: StreamComplete | undefined }>(this.#socket, {
      on: {
        'stream:complete': (payload) => ({ summary: streamCompleteSchema.safeParse(payload).data }),
        disconnect: () => noSummary,
      },
      withinMs: this.#request.timeoutMs + COMPLETE_GRACE_MS,
      onTimeout: () => noSummary,
      signal,
    });
    this.#socket.emit('stream:end', { stream_id: this.#request.streamId, reason });
    try {
      return (await answer).summary;
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
      log.warn({ event, why }, 'invalid event from the STS service');
      events.invalid({ event, fragmentId: aboutFragmentSchema.safeParse(payload).data?.fragment_id, why });
    });
  };
  on('fragment:ack', fragmentAckSchema, (ack) => events.queued(ack));
  on('fragment:processed', untimedResultSchema, (result) => events.processed(result));
  on('backpressure', backpressureSchema, (notice) => events.backpressure(notice));
  on('error', stsErrorSchema, (notice) => events.error(notice));
}
