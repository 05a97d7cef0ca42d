import { RecentMap } from '../../recent-map.ts';
import { EngineSession } from './engine-session.ts';

/** A long-polling session that ends without a word leaves no trace on the wire: the longest unused is forgotten. */
const MOST_SESSIONS = 1000;

/** The Engine.IO sessions that go through a tap. Those of long polling span many connections. */
export class EngineSessions {
  readonly #limitBytes: number;
  readonly #bySid = new RecentMap<string, EngineSession>(MOST_SESSIONS);
  #lastId = 0;

  /** @param limitBytes the largest message that is decoded */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** A session that the server will name. */
  create(): EngineSession {
    this.#lastId += 1;
    return new EngineSession(this.#lastId, this.#limitBytes);
  }

  /** The session of that name; a new one when it is not known (any more). */
  named(sid: string): EngineSession {
    const session = this.#bySid.get(sid) ?? this.create();
    this.#bySid.set(sid, session);
    return session;
  }

  /** Remembers the session under the name that the server gave it. */
  remember(session: EngineSession): void {
    if (session.sid !== undefined) this.#bySid.set(session.sid, session);
  }

  forget({ sid }: EngineSession): void {
    if (sid !== undefined) this.#bySid.delete(sid);
  }
}
