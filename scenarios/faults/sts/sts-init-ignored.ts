import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The STS service waits for something before it opens a session. */
export const stsInitIgnored = defineFault({
  id: 'sts-init-ignored',
  title: 'The STS service does not answer stream:init',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STS_INIT_UNANSWERED' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'sts-service', [
      {
        module: 'services/sts-service/session/worker-connection.ts',
        find: '    this.#session.open();',
        replace: '    void this.#session.open;',
      },
    ]),
  }),
});
