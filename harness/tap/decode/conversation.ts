import type { Direction, Finding } from '../tap-packet.ts';
import type { ByteQueue } from './byte-queue.ts';
import { type EngineRequest, readEngineRequest } from './engine/engine-request.ts';
import type { EngineSession } from './engine/engine-session.ts';
import type { EngineSessions } from './engine/engine-sessions.ts';
import { decodeContent } from './http/content-coding.ts';
import { readBody, requestFraming, responseFraming } from './http/http-body.ts';
import {
  parseRequestHead,
  parseResponseHead,
  type RequestHead,
  type ResponseHead,
} from './http/http-head.ts';
import { DecodeError, MORE, needUntil, type Parsing } from './parser.ts';
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

/** The two sides of a connection: requests and their responses, until it becomes a websocket. */
export class Conversation {
  readonly #sessions: EngineSessions;
  readonly #limitBytes: number;
  readonly #unanswered: Exchange[] = [];
  #websocket: EngineSession | undefined;

  constructor(sessions: EngineSessions, limitBytes: number) {
    this.#sessions = sessions;
    this.#limitBytes = limitBytes;
  }

  /** What the worker sends. */
  *requests(input: ByteQueue): Parsing<Finding> {
    while (true) {
      const head = yield* needUntil(input, '\r\n\r\n', HEAD_LIMIT_BYTES, 'a request head');
      const request = parseRequestHead(head);
      const engine = readEngineRequest(request);
      const exchange: Exchange = { request, engine };
      this.#unanswered.push(exchange);
      const sends = engine?.transport === 'polling' && request.method === 'POST';
      const body = yield* readBody(input, requestFraming(request), sends ? this.#limitBytes : 0);
      if (sends) yield* this.#polled('worker-to-sts', this.#sessionOf(engine), request, body);
      if (engine?.transport !== 'websocket') continue;
      while (exchange.response === undefined) yield MORE;
      if (exchange.session !== undefined) {
        return yield* this.#messages('worker-to-sts', input, exchange.session, exchange.response);
      }
    }
  }

  /** What the STS service sends. */
  *responses(input: ByteQueue): Parsing<Finding> {
    while (true) {
      const head = yield* needUntil(input, '\r\n\r\n', HEAD_LIMIT_BYTES, 'a response head');
      const response = parseResponseHead(head);
      if (response.status < 200 && response.status !== 101) continue;
      const exchange = this.#unanswered.shift();
      if (exchange !== undefined) exchange.response = response;
      if (response.status === 101) {
        const session = this.#switch(exchange, response);
        return yield* this.#messages('sts-to-worker', input, session, response);
      }
      const { request, engine } = exchange ?? {};
      const sends = engine?.transport === 'polling' && request?.method === 'GET' && response.status === 200;
      const framing = responseFraming(response, request?.method);
      const body = yield* readBody(input, framing, sends ? this.#limitBytes : 0);
      if (sends) yield* this.#polled('sts-to-worker', this.#sessionOf(engine), response, body);
    }
  }

  /** The connection is gone, and a session with it that has nothing else. */
  close(): void {
    // Where the upgrade to this websocket came to nothing, the session goes on over long polling.
    if (this.#websocket?.transport === 'websocket') this.#sessions.forget(this.#websocket);
  }

  #sessionOf({ sid }: EngineRequest): EngineSession {
    return sid === undefined ? this.#sessions.create() : this.#sessions.named(sid);
  }

  #switch(exchange: Exchange | undefined, { headers }: ResponseHead): EngineSession {
    if (exchange?.engine?.transport !== 'websocket') {
      throw new DecodeError(`a switch to ${headers.get('upgrade') ?? 'an unnamed protocol'}`);
    }
    const session = this.#sessionOf(exchange.engine);
    exchange.session = session;
    this.#websocket = session;
    return session;
  }

  *#polled(
    direction: Direction,
    session: EngineSession,
    { headers }: RequestHead | ResponseHead,
    body: Buffer | undefined,
  ): Generator<Finding> {
    try {
      if (body === undefined) throw new DecodeError(`a body of more than ${this.#limitBytes} bytes`);
      const content = decodeContent(body, headers.get('content-encoding'), this.#limitBytes);
      yield* session.takePayload(direction, content.toString());
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      yield lostMessage(direction, error.message);
    }
    if (session.over) this.#sessions.forget(session);
    else this.#sessions.remember(session);
  }

  *#messages(
    direction: Direction,
    input: ByteQueue,
    session: EngineSession,
    { headers }: ResponseHead,
  ): Parsing<Finding> {
    const deflate = /\bpermessage-deflate\b/i.test(headers.get('sec-websocket-extensions') ?? '');
    for (const message of readMessages(input, { deflate, limitBytes: this.#limitBytes })) {
      if (message === MORE) yield MORE;
      else if (message.kind !== 'too-long') yield* session.take(direction, 'websocket', message.data);
      else yield lostMessage(direction, `a websocket message of more than ${this.#limitBytes} bytes`);
    }
  }
}

function lostMessage(direction: Direction, problem: string): Finding {
  return { type: 'undecodable', undecodable: { direction, problem, lost: 'message' } };
}
