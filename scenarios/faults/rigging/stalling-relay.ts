import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { FaultStage } from '../fault-stage.ts';

/**
 * Starts a TCP relay that passes on the first bytes of each connection and then withholds the rest, as a broken tunnel does.
 * It goes on accepting bytes.
 *
 * @param target `host:port`
 * @returns its own `host:port`
 */
export async function startStallingRelay(
  stage: FaultStage,
  target: string,
  passBytes: number,
): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const [host = '', port] = target.split(':');
    const outgoing = connect({ host, port: Number(port) });
    let passed = 0;
    incoming.on('data', (chunk: Buffer) => {
      outgoing.write(chunk.subarray(0, Math.max(0, passBytes - passed)));
      passed += chunk.length;
    });
    outgoing.pipe(incoming);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        incoming.destroy();
        outgoing.destroy();
      });
    }
  });
  stage.defer(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
