import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const LINGER_MS = 300;

/** A proxy between a publisher and a media server. */
export interface LingeringProxy extends Disposable {
  readonly url: string;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;
}

/**
 * Keeps a publisher's connection open for a moment after its last packet, as a camera does: when a publisher
 * disconnects, MediaMTX drops packets that its recorder has not written (docs/decisions/0096). Does not delay RTMP's
 * unpublish messages.
 *
 * @param url of the server, `rtmp://host:port/…`
 */
export async function openLingeringProxy(url: string): Promise<LingeringProxy> {
  const { hostname, port, host } = new URL(url);
  const sockets: Socket[] = [];
  const closed = Promise.withResolvers<void>();
  const server = createServer({ noDelay: true }, (publisher) => {
    server.close();
    const target = connect({ host: hostname, port: Number(port), noDelay: true });
    sockets.push(publisher, target);
    publisher.pipe(target, { end: false });
    publisher.on('error', () => undefined).on('close', () => sleep(LINGER_MS).then(() => target.end()));
    // Either side may be closed before the other one notices.
    target.on('data', (chunk) => publisher.writable && publisher.write(chunk));
    target.on('error', () => undefined).on('close', () => publisher.destroy());
    target.on('close', closed.resolve);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port: here } = server.address() as AddressInfo;
  return {
    url: url.replace(host, `127.0.0.1:${here}`),
    closed: closed.promise,
    [Symbol.dispose]: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
