import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** A synchronous computation for each fragment. */
export const stsBlocks = defineFault({
  id: 'sts-blocks',
  title: 'The STS service computes in its main thread',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STS_EVENT_LOOP_BLOCKED' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'sts-service', [
      {
        module: 'services/sts-service/session/stream-session.ts',
        find: '    const unanswered = this.#unanswered;\n',
        replace:
          '    const unanswered = this.#unanswered;\n    for (const untilMs = Date.now() + 9000; Date.now() < untilMs; );\n',
      },
    ]),
  }),
});
