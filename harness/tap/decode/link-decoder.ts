import type { Direction, Finding } from '../tap-packet.ts';
import type { ByteQueue } from './byte-queue.ts';
import { type EngineRequest, readEngineRequest } from './engine/engine-request.ts';
import type { EngineSession } from './engine/engine-session.ts';
import type { EngineSessions } from './engine/engine-sessions.ts';
import { decodeContent } from './http/content-coding.ts';
import { readBody, requestFraming, responseFraming } from './http/http-body.ts';
import {
  type HttpHeaders,
  parseRequestHead,
  parseResponseHead,
  type RequestHead,
  type ResponseHead,
} from './http/http-head.ts';
import { DecodeError, MORE, needUntil, Parser, type Parsing } from './parser.ts';
import { readMessages } from './websocket/message.ts';

const HEAD_LIMIT_BYTES = 64 * 1024;

/** A request, and what is known of its response. */
interface Exchange {
  readonly request: RequestHead;
  readonly engine: EngineRequest | undefined;
  response?: ResponseHead;
  /** Once the connection is a websocket. */
  session?: EngineSession;
}

/** Finds the Socket.IO packets in the bytes of one connection, as they come in from both sides. */
export class LinkDecoder {
  readonly #sessions: EngineSessions;
  readonly #limitBytes: number;
  readonly #parsers: Readonly<Record<Direction, Parser<Finding>>>;
  /** Requests that have not been answered yet. */
  readonly #unanswered: Exchange[] = [];
  #websocket: EngineSession | undefined;

  /** @param limitBytes the longest body or message that is decoded, before and after it is uncompressed */
  constructor(sessions: EngineSessions, limitBytes: number) {
    this.#sessions = sessions;
    this.#limitBytes = limitBytes;
    this.#parsers = {
      'worker-to-sts': new Parser((input) => this.#requests(input)),
      'sts-to-worker': new Parser((input) => this.#responses(input)),
    };
  }

  /** What is found with `chunk`. What is not understood is found as well; it never throws. */
  push(direction: Direction, chunk: Buffer): Finding[] {
    return this.#collect(direction, (parser) => parser.push(chunk));
  }

  /** What is found when nothing more comes from that side. */
  end(direction: Direction): Finding[] {
    return this.#collect(direction, (parser) => parser.end());
  }

  /** The connection is gone. */
  close(): void {
    for (const parser of Object.values(this.#parsers)) parser.stop();
    // Where the upgrade to this websocket came to nothing, the session goes on over long polling.
    if (this.#websocket?.transport === 'websocket') this.#sessions.forget(this.#websocket);
  }

  #collect(direction: Direction, feed: (parser: Parser<Finding>) => Iterable<Finding>): Finding[] {
    const found: Finding[] = [];
    try {
      for (const finding of feed(this.#parsers[direction])) found.push(finding);
      // A request for a websocket waits for its response.
      for (const finding of this.#parsers[opposite(direction)].push(Buffer.alloc(0))) found.push(finding);
    } catch (error) {
      this.close();
      const problem = error instanceof DecodeError ? error.message : `the decoder failed: ${stackOf(error)}`;
      found.push({ type: 'undecodable', undecodable: { direction, problem, lost: 'connection' } });
    }
    return found;
  }

  *#requests(input: ByteQueue): Parsing<Finding> {
    while (true) {
      const request = parseRequestHead(
        yield* needUntil(input, '\r\n\r\n', HEAD_LIMIT_BYTES, 'a request head'),
      );
      const engine = readEngineRequest(request);
      const exchange: Exchange = { request, engine };
      this.#unanswered.push(exchange);
      const keep = engine?.transport === 'polling';
      const body = yield* readBody(input, requestFraming(request), keep ? this.#limitBytes : 0);
      if (engine?.sid !== undefined && keep && request.method === 'POST') {
        yield* this.#polled('worker-to-sts', this.#sessions.named(engine.sid), request.headers, body);
      }
      if (engine?.transport !== 'websocket') continue;
      while (exchange.response === undefined) yield MORE;
      if (exchange.session !== undefined) {
        return yield* this.#messages('worker-to-sts', input, exchange.session, exchange.response);
      }
    }
  }

  *#responses(input: ByteQueue): Parsing<Finding> {
    while (true) {
      const response = parseResponseHead(
        yield* needUntil(input, '\r\n\r\n', HEAD_LIMIT_BYTES, 'a response head'),
      );
      if (response.status < 200 && response.status !== 101) continue;
      const exchange = this.#unanswered.shift();
      if (exchange !== undefined) exchange.response = response;
      const { request, engine } = exchange ?? {};
      if (response.status === 101) {
        if (exchange === undefined || engine?.transport !== 'websocket') {
          throw new DecodeError(`a switch to ${response.headers.get('upgrade') ?? 'an unnamed protocol'}`);
        }
        exchange.session = this.#sessionOf(engine);
        this.#websocket = exchange.session;
        return yield* this.#messages('sts-to-worker', input, exchange.session, response);
      }
      const keep = engine?.transport === 'polling' && request?.method === 'GET' && response.status === 200;
      const framing = responseFraming(response, request?.method);
      const body = yield* readBody(input, framing, keep ? this.#limitBytes : 0);
      if (keep) yield* this.#polled('sts-to-worker', this.#sessionOf(engine), response.headers, body);
    }
  }

  #sessionOf({ sid }: EngineRequest): EngineSession {
    return sid === undefined ? this.#sessions.create() : this.#sessions.named(sid);
  }

  *#polled(
    direction: Direction,
    session: EngineSession,
    headers: HttpHeaders,
    body: Buffer | undefined,
  ): Generator<Finding> {
    try {
      if (body === undefined) throw new DecodeError(`a body of more than ${this.#limitBytes} bytes`);
      const content = decodeContent(body, headers.get('content-encoding'), this.#limitBytes);
      yield* session.takePayload(direction, content.toString());
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      yield { type: 'undecodable', undecodable: { direction, problem: error.message, lost: 'message' } };
    }
    if (session.over) this.#sessions.forget(session);
    else this.#sessions.remember(session);
  }

  *#messages(
    direction: Direction,
    input: ByteQueue,
    session: EngineSession,
    response: ResponseHead,
  ): Parsing<Finding> {
    const deflate = /\bpermessage-deflate\b/i.test(response.headers.get('sec-websocket-extensions') ?? '');
    for (const message of readMessages(input, { deflate, limitBytes: this.#limitBytes })) {
      if (message === MORE) yield MORE;
      else if (message.kind === 'too-long') {
        const problem = `a websocket message of ${message.bytes} bytes; ${this.#limitBytes} is the limit`;
        yield { type: 'undecodable', undecodable: { direction, problem, lost: 'message' } };
      } else yield* session.take(direction, 'websocket', message.data);
    }
  }
}

function opposite(direction: Direction): Direction {
  return direction === 'worker-to-sts' ? 'sts-to-worker' : 'worker-to-sts';
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
