import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** maxHttpBufferSize is lower than a fragment. */
export const stsMessageLimit = defineFault({
  id: 'sts-message-limit',
  title: 'Fragments exceed the message size of the STS service',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'MESSAGE_TOO_LARGE' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'sts-service', [
      {
        module: 'services/sts-service/http/socket-server.ts',
        find: '    maxHttpBufferSize: MAX_MESSAGE_BYTES,',
        replace: '    maxHttpBufferSize: 16_384,',
      },
    ]),
  }),
});
