import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** One of three devices has too little memory. */
export const everyThirdFails = defineFault({
  id: 'every-third-fails',
  title: 'Every third fragment fails',
  boundary: 'result',
  expected: { step: 'fragments-processed', cause: 'FRAGMENTS_FAIL_INTERMITTENTLY' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'sts-service', [
      {
        module: 'services/sts-service/processing/dubbing-processor.ts',
        find: '  const { source_language, target_language } = task.config;',
        replace:
          "  if (task.fragment.sequence_number % 3 === 0)\n    throw new StageError('GPU_OOM', 'queue', 'out of memory on device 0');\n  const { source_language, target_language } = task.config;",
      },
    ]),
  }),
});
