import { createServer, type IncomingMessage, request as requestHttp } from 'node:http';
import { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PerMessageDeflate, Receiver } from 'ws';
import { errorMessage } from '../../../lib/error-message.ts';
import type { Direction, TapPacket, Undecodable } from '../tap-event.ts';
import { decodeContent } from './content-coding.ts';
import { DecodeError } from './decode-error.ts';
import type { EngineSession, EngineSessions } from './engine-session.ts';

const MAX_HEAD_BYTES = 64 * 1024;

/**
 * A WebSocket message over the limit is skipped, and the next one is decoded. To bound the memory, one over this
 * multiple of the limit ends the decoding of its connection.
 */
const MAX_HELD_LIMITS = 4;

/** Separates the packets of a long-polling body. */
const RECORD_SEPARATOR = '\x1e';

/** Codes of Node's errors for a connection that ends in the middle of a message, which violates no protocol. */
const TRUNCATED = new Set(['ECONNRESET', 'HPE_INVALID_EOF_STATE']);

export interface ReaderOptions {
  /** The sessions of the tap. */
  readonly sessions: EngineSessions;
  /** Size of the largest message or body that is decoded, compressed or not. */
  readonly limitBytes: number;
  /** Called with each Socket.IO packet, in order for each direction. */
  readonly onPacket: (packet: TapPacket) => void;
  /** Called when bytes cannot be decoded. */
  readonly onUndecodable: (undecodable: Undecodable) => void;
}

/**
 * Decodes the Socket.IO packets in a copy of the bytes of one connection. Node's HTTP server parses the copy of the
 * requests, Node's HTTP client that of the responses, and the receiver of `ws` both after a switch to WebSocket.
 * Nothing that these write reaches the connection.
 */
export class ConnectionReader {
  readonly #options: ReaderOptions;
  readonly #server = createServer({ maxHeaderSize: MAX_HEAD_BYTES });
  readonly #requests = new CopiedBytes();
  /** Node's HTTP client reads one response of a connection, so each gets its own copy. */
  #responses = new CopiedBytes();
  readonly #receivers: Receiver[] = [];
  #unanswered: IncomingMessage | undefined;
  #websocket: EngineSession | undefined;
  #isClosed = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#server.on('request', (request, response) =>
      this.#attempt('worker-to-sts', () => {
        const engine = readEngineRequest(request);
        if (engine !== undefined && request.method === 'POST') {
          this.#readBody('worker-to-sts', engine, request);
        } else request.resume();
        this.#awaitResponse(request, engine, () => response.end());
      }),
    );
    this.#server.on('upgrade', (request, _, head) =>
      this.#attempt('worker-to-sts', () => {
        this.#requests.unshift(head);
        // The connection stays HTTP when the server does not switch.
        const onRefused = (): unknown => this.#server.emit('connection', this.#requests);
        this.#awaitResponse(request, readEngineRequest(request), onRefused);
      }),
    );
    this.#server.on('clientError', (error) => this.#lose('worker-to-sts', error));
    this.#server.emit('connection', this.#requests);
  }

  /** Adds bytes that were forwarded in that direction. */
  push(direction: Direction, chunk: Buffer): void {
    if (this.#isClosed) return;
    // A copy, because the receiver unmasks the worker's frames in place and the bytes may still be in transit.
    if (direction === 'worker-to-sts') this.#requests.push(Buffer.from(chunk));
    else this.#responses.push(chunk);
    const isUnexpected = this.#unanswered === undefined && this.#websocket === undefined;
    if (isUnexpected && this.#responses.readableLength > MAX_HEAD_BYTES) {
      this.#lose('sts-to-worker', new DecodeError('a response without a request'));
    }
  }

  /** Adds the end of that direction. */
  end(direction: Direction): void {
    if (!this.#isClosed) (direction === 'worker-to-sts' ? this.#requests : this.#responses).push(null);
  }

  /** Resolves when everything added so far has been decoded. */
  async settled(): Promise<void> {
    do await nextTurn();
    while (this.#isBusy());
  }

  /** Releases everything; nothing more is decoded. May be called again. */
  close(): void {
    this.#isClosed = true;
    for (const stream of [this.#requests, this.#responses, ...this.#receivers]) stream.destroy();
    // A session whose upgrade to this WebSocket failed continues with long polling.
    if (this.#websocket?.transport === 'websocket') this.#options.sessions.forget(this.#websocket);
  }

  #isBusy(): boolean {
    if (this.#isClosed) return false;
    // Frames that follow a request to switch wait for the response.
    const waits = this.#unanswered?.headers.upgrade !== undefined;
    return (
      (this.#requests.isUnread && !waits) ||
      (this.#responses.isUnread && this.#unanswered !== undefined) ||
      this.#receivers.some(({ writableLength }) => writableLength > 0)
    );
  }

  #attempt(direction: Direction, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#lose(direction, error);
    }
  }

  /** Stops decoding, in both directions: each is needed to understand the other. */
  #lose(direction: Direction, error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (this.#isClosed || TRUNCATED.has(code)) return;
    this.close();
    this.#options.onUndecodable({ direction, problem: errorMessage(error), lost: 'connection' });
  }

  #awaitResponse(request: IncomingMessage, engine: EngineRequest | undefined, onAnswered: () => void): void {
    if (this.#unanswered !== undefined) throw new DecodeError('a pipelined HTTP request');
    this.#unanswered = request;
    const { method, headers } = request;
    const copy = this.#responses;
    const client = requestHttp({
      method,
      headers: headers.upgrade === undefined ? {} : { connection: 'upgrade', upgrade: headers.upgrade },
      maxHeaderSize: MAX_HEAD_BYTES,
      createConnection: () => copy,
    });
    client.on('error', (error) => this.#lose('sts-to-worker', error));
    client.on('upgrade', (response, _, head) =>
      this.#attempt('sts-to-worker', () => {
        if (engine?.transport !== 'websocket') {
          throw new DecodeError(`a switch to ${response.headers.upgrade ?? 'an unnamed protocol'}`);
        }
        this.#unanswered = undefined;
        copy.unshift(head);
        this.#readWebSocket(this.#options.sessions.open(engine.sid), response);
      }),
    );
    client.on('response', (response) => {
      const isPoll = engine?.transport === 'polling' && method === 'GET' && response.statusCode === 200;
      if (isPoll) this.#readBody('sts-to-worker', engine, response);
      else response.resume();
      response.on('end', () => {
        this.#unanswered = undefined;
        this.#responses = new CopiedBytes();
        onAnswered();
      });
    });
    client.end();
  }

  #readBody(direction: Direction, { sid }: EngineRequest, message: IncomingMessage): void {
    const { sessions, limitBytes } = this.#options;
    const session = sessions.open(sid);
    const parts: Buffer[] = [];
    let bytes = 0;
    message.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= limitBytes) parts.push(part);
    });
    message.on('end', () => {
      this.#decode(direction, () => {
        if (bytes > limitBytes) throw new DecodeError(`a body of more than ${limitBytes} bytes`);
        const coding = message.headers['content-encoding'];
        const content = decodeContent(Buffer.concat(parts), coding, limitBytes).toString();
        for (const packet of content === '' ? [] : content.split(RECORD_SEPARATOR)) {
          this.#decode(direction, () => this.#report(session.decode(direction, 'polling', packet)));
        }
      });
      sessions.update(session);
    });
  }

  #readWebSocket(session: EngineSession, { headers }: IncomingMessage): void {
    this.#websocket = session;
    const isDeflated = /\bpermessage-deflate\b/i.test(headers['sec-websocket-extensions'] ?? '');
    const maxPayload = MAX_HELD_LIMITS * this.#options.limitBytes;
    for (const [direction, copy] of [
      ['sts-to-worker', this.#responses],
      ['worker-to-sts', this.#requests],
    ] as const) {
      const isServer = direction === 'worker-to-sts';
      const deflate = isDeflated ? new PerMessageDeflate({ isServer, maxPayload }) : undefined;
      // The largest window with context takeover also decodes data that was compressed with less.
      deflate?.accept([{}]);
      const extensions = deflate === undefined ? {} : { 'permessage-deflate': deflate };
      const receiver = new Receiver({ isServer, extensions, maxPayload });
      this.#receivers.push(receiver);
      receiver.on('message', (data: Buffer, isBinary: boolean) =>
        this.#decode(direction, () =>
          this.#report(session.decode(direction, 'websocket', isBinary ? data : data.toString())),
        ),
      );
      receiver.on('error', (error) => this.#lose(direction, error));
      receiver.on('close', () => deflate?.cleanup());
      copy.pipe(receiver);
    }
  }

  #report(packet: TapPacket | undefined): void {
    if (packet !== undefined) this.#options.onPacket(packet);
  }

  /** Reports a message that cannot be decoded. */
  #decode(direction: Direction, action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#options.onUndecodable({ direction, problem: error.message, lost: 'message' });
    }
  }
}

/** One direction of a connection in the form that Node's HTTP parsers accept. Writes are discarded. */
class CopiedBytes extends Duplex {
  get isUnread(): boolean {
    return !this.destroyed && this.readableLength > 0;
  }

  override _read(): void {
    // Bytes are pushed as they are forwarded.
  }

  override _write(_chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    done();
  }
}

/** An Engine.IO request, on any path. */
interface EngineRequest {
  readonly transport: 'polling' | 'websocket';
  /** Absent in the request that opens a session. */
  readonly sid: string | undefined;
}

/**
 * @returns undefined when the request is not for Engine.IO
 * @throws DecodeError when it uses an unsupported variant of Engine.IO
 */
function readEngineRequest({ method, url = '', headers }: IncomingMessage): EngineRequest | undefined {
  const query = new URLSearchParams(url.split('?').slice(1).join('?'));
  const version = query.get('EIO');
  const isWebSocket = headers.upgrade?.toLowerCase() === 'websocket';
  if (version === null) {
    if (isWebSocket) throw new DecodeError(`not an Engine.IO WebSocket: ${url.slice(0, 80)}`);
    return undefined;
  }
  if (version !== '4') {
    throw new DecodeError(`unsupported Engine.IO protocol version ${version.slice(0, 10)}; supported: 4`);
  }
  if (query.has('j')) throw new DecodeError('unsupported Engine.IO variant: JSONP');
  if (!isWebSocket && method !== 'GET' && method !== 'POST') return undefined;
  return { transport: isWebSocket ? 'websocket' : 'polling', sid: query.get('sid') ?? undefined };
}
