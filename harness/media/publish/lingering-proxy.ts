import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type BeforeUnpublish, UnpublishDelay } from './delay-unpublish.ts';

const HOST = '127.0.0.1';
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'rtmp:': 1935, 'rtsp:': 554 };

export interface LingeringProxyOptions {
  /** Of the media server: `rtmp://…` or `rtsp://…`. */
  readonly url: string;
  /** For how long the server can take what it was sent, before the publisher's goodbye follows. */
  readonly hold: BeforeUnpublish;
  /** The server could not be reached, or the connection to it was lost. */
  readonly onLost: (error: Error) => void;
}

/**
 * A publisher's connection to a media server that is not closed at once. ffmpeg hangs up within the millisecond of its
 * last packet, as no camera does, and MediaMTX drops what its recorder has not taken by then: docs/decisions/0096.
 */
export class LingeringProxy {
  /** What the publisher connects to in the place of the server. */
  readonly url: string;
  readonly #options: LingeringProxyOptions;
  readonly #server: Server;
  readonly #parts: Duplex[] = [];

  /** Begins to listen, on loopback, for the one publisher. */
  static async open(options: LingeringProxyOptions): Promise<LingeringProxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, HOST);
    await once(server, 'listening');
    return new LingeringProxy(server, options);
  }

  private constructor(server: Server, options: LingeringProxyOptions) {
    this.#server = server;
    this.#options = options;
    const { port } = server.address() as AddressInfo;
    const url = new URL(options.url);
    url.host = `${HOST}:${port}`;
    this.url = url.href;
    server.once('connection', (publisher) => {
      server.close();
      this.#join(publisher);
    });
  }

  /** Closes it now, whatever is on its way. */
  close(): void {
    this.#server.close();
    for (const part of this.#parts) part.destroy();
  }

  #join(publisher: Socket): void {
    const { url, hold, onLost } = this.#options;
    const { protocol, hostname, port } = new URL(url);
    const host = hostname.replace(/^\[|\]$/g, '');
    const server = connect({ host, port: Number(port) || (DEFAULT_PORTS[protocol] ?? 0), noDelay: true });
    const goodbye = new UnpublishDelay(hold);
    this.#parts.push(publisher, goodbye, server);

    publisher.pipe(goodbye).pipe(server);
    server.pipe(publisher);
    // Killed, it is gone without an end, and cannot be told what the server says: no fault of the connection's.
    publisher.on('error', () => undefined).on('close', () => goodbye.end());
    server.on('error', onLost).on('close', () => publisher.destroy());
  }
}
