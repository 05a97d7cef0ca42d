import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The STS service exits at an error. */
export const stsExits = defineFault({
  id: 'sts-exits',
  title: 'The STS service ends with an exit code at its third fragment',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STS_DIED' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'sts-service', [
      {
        module: 'services/sts-service/session/stream-session.ts',
        find: '    const sequence = fragment.sequence_number;\n',
        replace:
          '    const sequence = fragment.sequence_number;\n    if (sequence === 2) process.exit(70);\n',
      },
    ]),
  }),
});
