import { type Direction, type Finding, lostConnection } from '../tap-packet.ts';
import { Conversation } from './conversation.ts';
import type { EngineSessions } from './engine/engine-sessions.ts';
import { DecodeError, Parser } from './parser.ts';

const NOTHING = Buffer.alloc(0);

/** Finds the Socket.IO packets in the bytes of one connection, as they come in from both sides. It never throws. */
export class LinkDecoder {
  readonly #conversation: Conversation;
  readonly #parsers: Readonly<Record<Direction, Parser<Finding>>>;

  /** @param limitBytes the longest body or message that is decoded, before and after it is uncompressed */
  constructor(sessions: EngineSessions, limitBytes: number) {
    const conversation = new Conversation(sessions, limitBytes);
    this.#conversation = conversation;
    this.#parsers = {
      'worker-to-sts': new Parser((input) => conversation.requests(input)),
      'sts-to-worker': new Parser((input) => conversation.responses(input)),
    };
  }

  /** What is found with `chunk`; what is not understood is found as well. */
  push(direction: Direction, chunk: Buffer): Finding[] {
    const found = this.#collect(direction, (parser) => parser.push(chunk));
    // What comes after a request for a websocket waits for the response.
    const awaited = opposite(direction);
    return [...found, ...this.#collect(awaited, (parser) => parser.push(NOTHING))];
  }

  /** What is found when nothing more comes from that side. */
  end(direction: Direction): Finding[] {
    return this.#collect(direction, (parser) => parser.end());
  }

  /** The connection is gone. */
  close(): void {
    for (const parser of Object.values(this.#parsers)) parser.stop();
    this.#conversation.close();
  }

  #collect(direction: Direction, feed: (parser: Parser<Finding>) => Iterable<Finding>): Finding[] {
    const found: Finding[] = [];
    try {
      for (const finding of feed(this.#parsers[direction])) found.push(finding);
    } catch (error) {
      // Each side is needed to understand the other.
      this.close();
      found.push(lostConnection(direction, inWords(error)));
    }
    return found;
  }
}

function opposite(direction: Direction): Direction {
  return direction === 'worker-to-sts' ? 'sts-to-worker' : 'worker-to-sts';
}

function inWords(error: unknown): string {
  if (error instanceof DecodeError) return error.message;
  return `the decoder failed: ${error instanceof Error ? error.stack : String(error)}`;
}
