import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** Client and server use different paths. */
export const stsPathDiffers = defineFault({
  id: 'sts-path-differs',
  title: 'The worker asks for Socket.IO at a path that the STS service does not serve',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STS_WRONG_PATH' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/sts/sts-handshake.ts',
        find: "    transports: ['websocket'],",
        replace: "    path: '/sts/socket.io',\n    transports: ['websocket'],",
      },
    ]),
  }),
});
