import { defineFault } from '../define-fault.ts';
import { editModules } from '../rigging/edit-modules.ts';

/** The worker reads a property of an object that is missing. */
export const workerThrows = defineFault({
  id: 'worker-throws',
  title: 'The worker throws at its first stream',
  boundary: 'media-service',
  expected: { step: 'fragments-processed', cause: 'WORKER_FAILED' },
  alter: async (stage) => ({
    specs: await editModules(stage, 'media-service', [
      {
        module: 'services/media-service/worker/dub-stream.ts',
        find: 'Math.min(first.source.info.audio?.channels ?? MAX_CHANNELS, MAX_CHANNELS)',
        replace: 'Math.min((first.source.info as any).layout.channels, MAX_CHANNELS)',
      },
    ]),
  }),
});
