import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The transports of the Socket.IO server lack websocket. */
export const stsWithoutWebsocket = defineFault({
  id: 'sts-without-websocket',
  title: 'The STS service serves polling only',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STS_WEBSOCKET_REFUSED' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'sts-service', [
      {
        module: 'services/sts-service/http/socket-server.ts',
        find: "    transports: ['polling', 'websocket'],",
        replace: "    transports: ['polling'],",
      },
    ]),
  }),
});
