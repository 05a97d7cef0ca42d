import { streamInitSchema, streamReadySchema } from '../../services/contracts/stream-session.ts';
import { BoundedMap } from './bounded-map.ts';
import type { TapEvent } from './tap-event.ts';

/** The session of the STS protocol that is open on a Socket.IO connection. */
export interface StreamSession {
  readonly streamId: string;
  /** The session id in the service's `stream:ready`. */
  readonly sessionId?: string;
}

const MAX_SESSIONS = 1000;

/** Maps packets that name no stream to their stream. */
export class StreamSessions {
  readonly #sessions = new BoundedMap<string, StreamSession>(MAX_SESSIONS);

  /** Returns the session of an event. Call it with every event, in order. */
  of({ session, namespace, event, args: [payload], direction }: TapEvent): StreamSession | undefined {
    const connection = `${session} ${namespace}`;
    if (event === 'stream:init' && direction === 'worker-to-sts') {
      const init = streamInitSchema.safeParse(payload).data;
      if (init !== undefined) this.#sessions.set(connection, { streamId: init.stream_id });
      // It opens a session that has no id yet, and does not belong to the previous one.
      return undefined;
    }
    if (event === 'stream:ready' && direction === 'sts-to-worker') {
      const ready = streamReadySchema.safeParse(payload).data;
      if (ready !== undefined) {
        this.#sessions.set(connection, { streamId: ready.stream_id, sessionId: ready.session_id });
      }
    }
    return this.#sessions.get(connection);
  }
}
