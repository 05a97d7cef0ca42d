import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The worker derives another name for the output than the documented one. */
export const outputNameMisspelt = defineFault({
  id: 'output-name-misspelt',
  title: 'The worker publishes live/<id>/output',
  boundary: 'worker-output',
  expected: { step: 'output-stream', cause: 'OUTPUT_WRONG_PATH' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/worker/worker.ts',
        find: "pathOf(streamId, 'out')",
        replace: "pathOf(streamId, 'out').replace('/out', '/output')",
      },
    ]),
  }),
});
