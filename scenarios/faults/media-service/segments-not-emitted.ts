import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** A refactoring lost the call that sends. */
export const segmentsNotEmitted = defineFault({
  id: 'segments-not-emitted',
  title: 'The worker makes segments and sends none',
  boundary: 'segmenter',
  expected: { step: 'fragments-processed', cause: 'FRAGMENTS_NOT_SENT' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/sts/sts-connection.ts',
        find: "    this.#socket.emit('fragment:data', {",
        replace: "    Object.is('fragment:data', {",
      },
    ]),
  }),
});
