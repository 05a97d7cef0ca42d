import { streamInitSchema, streamReadySchema } from '../../services/contracts/stream-session.ts';
import { RecentMap } from './recent-map.ts';
import type { TapEvent } from './tap-notice.ts';

/** The session of the STS protocol that is open on a Socket.IO connection. */
export interface StreamSession {
  readonly streamId: string;
  /** As the service named it in `stream:ready`. */
  readonly sessionId?: string;
}

const MOST_SESSIONS = 1000;

/** Which stream a packet belongs to that does not say so itself. */
export class StreamSessions {
  readonly #sessions = new RecentMap<string, StreamSession>(MOST_SESSIONS);

  /** The session that an event belongs to; call it with every event, in order. */
  of({ session, namespace, event, args: [payload], direction }: TapEvent): StreamSession | undefined {
    const connection = `${session} ${namespace}`;
    if (event === 'stream:init' && direction === 'worker-to-sts') {
      const init = streamInitSchema.safeParse(payload).data;
      if (init !== undefined) this.#sessions.set(connection, { streamId: init.stream_id });
      // It opens a session that has no name yet, and does not belong to the one before.
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
