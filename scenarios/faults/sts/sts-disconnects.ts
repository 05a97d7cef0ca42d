import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The STS service closes connections that it takes for idle. */
export const stsDisconnects = defineFault({
  id: 'sts-disconnects',
  title: 'The STS service disconnects the worker in the middle of the stream',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STS_DISCONNECTS' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'sts-service', [
      {
        module: 'services/sts-service/session/stream-session.ts',
        find: '    const unanswered = this.#unanswered;\n',
        replace:
          "    const unanswered = this.#unanswered;\n    if (sequence === 1) setTimeout(() => this.#setup.disconnect('idle'), 100);\n",
      },
    ]),
  }),
});
