import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Socket, Server as SocketServer } from 'socket.io';
import {
  type FragmentAudio,
  type FragmentData,
  fragmentDataSchema,
  MAX_MESSAGE_BYTES,
} from '../../contracts/fragment.ts';
import { problemsOf } from '../../contracts/testing/json-schemas.ts';

/** A message from a worker. */
export interface Received {
  readonly event: string;
  readonly payload: unknown;
}

/**
 * An STS service for one test on a real socket. It opens every session; the test determines the results. At its disposal it
 * validates every event of the worker against the JSON Schemas of the protocol.
 */
export class TestSts implements AsyncDisposable {
  readonly url: string;
  readonly received: Received[] = [];
  /** The worker's sockets in order of connection. */
  readonly sockets: Socket[] = [];
  onConnection: (socket: Socket) => void = () => undefined;
  onInit: (socket: Socket) => void = (socket) => {
    socket.emit('stream:ready', { stream_id: 's', session_id: `session-${this.sockets.length}` });
  };
  onFragment: (socket: Socket, fragment: FragmentData) => void = () => undefined;
  onEnd: (socket: Socket) => void = (socket) => {
    socket.emit('stream:complete', { stream_id: 's', total_fragments: 0, total_duration_ms: 0 });
  };
  readonly #server: SocketServer;
  readonly #watchers = new Set<() => void>();

  private constructor(server: SocketServer, url: string) {
    this.#server = server;
    this.url = url;
    server.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.onAny((event: string, payload: unknown) => {
        this.received.push({ event, payload });
        if (event === 'stream:init') this.onInit(socket);
        if (event === 'fragment:data') this.onFragment(socket, fragmentDataSchema.parse(payload));
        if (event === 'stream:end') this.onEnd(socket);
        this.#changed();
      });
      socket.on('disconnect', () => this.#changed());
      this.onConnection(socket);
      this.#changed();
    });
  }

  /**
   * @param authorise returns a message to reject a connection
   * @param at the address to listen on; port 0 selects a free one
   */
  static async start(
    authorise: (auth: unknown) => string | undefined = () => undefined,
    at: { readonly host: string; readonly port: number } = { host: '127.0.0.1', port: 0 },
  ): Promise<TestSts> {
    const http = createServer();
    const server = new SocketServer(http, { maxHttpBufferSize: MAX_MESSAGE_BYTES });
    server.use((socket, next) => {
      const rejection = authorise(socket.handshake.auth);
      next(rejection === undefined ? undefined : new Error(rejection));
    });
    await once(http.listen(at.port, at.host), 'listening');
    return new TestSts(server, `http://${at.host}:${(http.address() as AddressInfo).port}`);
  }

  /** The payloads received for an event. */
  of(event: string): unknown[] {
    return this.received.filter((received) => received.event === event).map(({ payload }) => payload);
  }

  /** The received fragments. */
  get fragments(): FragmentData[] {
    return this.of('fragment:data').map((payload) => fragmentDataSchema.parse(payload));
  }

  /** Resolves when a message or a connection has made the condition true. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        const watcher = (): void => {
          this.#watchers.delete(watcher);
          resolve();
        };
        this.#watchers.add(watcher);
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close();
    const problems = this.received.flatMap(({ event, payload }) => problemsOf('worker', event, payload));
    if (problems.length > 0) throw new Error(`The worker sent invalid events:\n${problems.join('\n')}`);
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/** A successful result for a fragment with `audio`, overridden by `fields`. */
export function resultOf(
  fragment: FragmentData,
  audio: FragmentAudio | undefined,
  fields: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const { fragment_id, stream_id, sequence_number } = fragment;
  return { fragment_id, stream_id, sequence_number, status: 'success', dubbed_audio: audio, ...fields };
}
