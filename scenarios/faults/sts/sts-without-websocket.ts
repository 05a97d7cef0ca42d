import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The Socket.IO server accepts no websockets. */
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
        replace:
          "    transports: ['polling', 'websocket'],\n    allowRequest: (request, decide) => decide(null, !request.url?.includes('transport=websocket')),",
      },
    ]),
  }),
});
