import { once } from 'node:events';
import { createServer } from 'node:net';
import type { FaultStage } from '../fault-stage.ts';

/** Another program that listens on a port of loopback. It ends with the run. */
export async function holdPort(stage: FaultStage, url: string): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  stage.defer(async () => {
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  });
  server.listen(Number(new URL(url).port), '127.0.0.1');
  await once(server, 'listening');
}
