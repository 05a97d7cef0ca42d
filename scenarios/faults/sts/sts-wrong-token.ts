import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** Only one side was given the new token. */
export const stsWrongToken = defineFault({
  id: 'sts-wrong-token',
  title: 'The worker has no token of the STS service',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STS_UNAUTHORISED' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'sts-service', [
      {
        module: 'services/sts-service/sts-service.ts',
        find: '  monitor.serve(',
        replace:
          "  io.use((socket, next) => next(socket.handshake.auth.token === undefined ? new Error('missing token') : undefined));\n  monitor.serve(",
      },
    ]),
  }),
});
