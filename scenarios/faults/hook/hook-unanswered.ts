import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { defineFault } from '../define-fault.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** ORCHESTRATOR_URL leads to a server that accepts connections and answers nothing. */
export const hookUnanswered = defineFault({
  id: 'hook-unanswered',
  title: 'The server to which the hook posts does not answer',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_HANGS' },
  alter: (stage) => ({
    async specs(specs) {
      const sockets = new Set<Socket>();
      const server = createServer((socket) => {
        sockets.add(socket.on('error', () => socket.destroy()).resume());
      });
      stage.defer(async () => {
        for (const socket of sockets) socket.destroy();
        server.close();
        await once(server, 'close');
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      return setVariables('mediamtx', { ORCHESTRATOR_URL: `http://127.0.0.1:${port}` })(specs);
    },
  }),
});
