import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type BeforeUnpublish, DelayUnpublish } from './delay-unpublish.ts';
import {
  PUBLISH_PROTOCOLS,
  type PublishProtocolSpec,
  type PublishTarget,
  parsePublishUrl,
} from './publish-protocols.ts';

const HOST = '127.0.0.1';

export interface LingeringProxyOptions {
  /** URL to publish to. {@link LingeringProxy.supports} must accept it. */
  readonly url: string;
  /** Awaited before the publisher's unpublish request is forwarded. */
  readonly beforeUnpublish: BeforeUnpublish;
  /** Called when the server cannot be reached or the connection to it is lost. */
  readonly onLost: (error: Error) => void;
}

/**
 * Proxies the connection of a publisher to a media server and delays its end. ffmpeg disconnects within a millisecond
 * of its last packet, unlike a camera, and MediaMTX drops what its recorder has not processed by then:
 * docs/decisions/0096.
 */
export class LingeringProxy {
  /** The URL that the publisher connects to instead of the server. */
  readonly url: string;
  readonly #options: LingeringProxyOptions;
  readonly #target: PublishTarget;
  readonly #marker: string;
  readonly #server: Server;
  readonly #parts: Duplex[] = [];

  /** Whether the end of a connection to `url` can be delayed. An encrypted unpublish request is not recognisable. */
  static supports(url: string): boolean {
    return delayable(url) !== undefined;
  }

  /**
   * Listens on loopback for one publisher.
   *
   * @throws RangeError for a URL that is not supported
   */
  static async open(options: LingeringProxyOptions): Promise<LingeringProxy> {
    const delayableTarget = delayable(options.url);
    if (delayableTarget === undefined) {
      throw new RangeError(`cannot delay the end of a connection to ${options.url}: publish to it directly`);
    }
    const server = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, HOST);
    await once(server, 'listening');
    return new LingeringProxy(server, options, delayableTarget);
  }

  private constructor(server: Server, options: LingeringProxyOptions, { target, marker }: Delayable) {
    this.#server = server;
    this.#options = options;
    this.#target = target;
    this.#marker = marker;
    const { port } = server.address() as AddressInfo;
    const url = new URL(options.url);
    url.host = `${HOST}:${port}`;
    this.url = url.href;
    server.once('connection', (publisher) => {
      server.close();
      this.#connect(publisher);
    });
  }

  /** Closes all connections immediately and drops data in transit. */
  close(): void {
    this.#server.close();
    for (const part of this.#parts) part.destroy();
  }

  #connect(publisher: Socket): void {
    const { beforeUnpublish, onLost } = this.#options;
    const { host, port } = this.#target;
    const server = connect({ host, port, noDelay: true });
    const delay = new DelayUnpublish(this.#marker, beforeUnpublish);
    this.#parts.push(publisher, delay, server);

    publisher.pipe(delay).pipe(server);
    server.pipe(publisher);
    // A killed publisher closes without an end and cannot receive the server's reply. Neither is a connection fault.
    publisher.on('error', () => undefined).on('close', () => delay.end());
    server.on('error', onLost).on('close', () => publisher.destroy());
  }
}

interface Delayable {
  readonly target: PublishTarget;
  readonly marker: string;
}

function delayable(url: string): Delayable | undefined {
  const target = parsePublishUrl(url);
  if (target === undefined || target.isEncrypted) return undefined;
  const { unpublishMarker: marker }: PublishProtocolSpec = PUBLISH_PROTOCOLS[target.protocol];
  return marker === undefined ? undefined : { target, marker };
}
