import { defineFault } from '../define-fault.ts';
import { pauseService } from '../rigging/pause-service.ts';

/** Somebody attached a debugger to the process and continued it later. */
export const mediaServicePaused = defineFault({
  id: 'media-service-paused',
  title: 'media-service is stopped for 10 s in mid-stream',
  boundary: 'processes',
  expected: { step: 'fragments-processed', cause: 'PROCESS_PAUSED' },
  alter: (stage) => ({
    afterStart(started) {
      const paused = { name: 'media-service', durationMs: 10_000 } as const;
      stage.whenPublished(3, () => pauseService(stage, started, paused));
    },
  }),
});
