import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const HOLD_MS = 300;

/** What a publisher connects to in the place of a media server. */
export interface LingeringProxy extends Disposable {
  readonly url: string;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;
}

/**
 * Keeps a publisher's connection for a moment after its last packet, as a camera does: MediaMTX drops what its recorder
 * has not taken when a publisher goes (docs/decisions/0096). Of RTMP's own goodbye it takes no notice.
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
    publisher.on('error', () => undefined).on('close', () => sleep(HOLD_MS).then(() => target.end()));
    // Each of them may be gone before the other knows.
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
