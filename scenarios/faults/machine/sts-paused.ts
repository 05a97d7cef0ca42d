import { defineFault } from '../define-fault.ts';
import { pauseService } from '../rigging/pause-service.ts';

/** Somebody attached a debugger to the process and continued it later. */
export const stsPaused = defineFault({
  id: 'sts-paused',
  title: 'The STS service is stopped for 10 s in mid-stream',
  boundary: 'processes',
  expected: { step: 'fragments-processed', cause: 'PROCESS_PAUSED' },
  alter: (stage) => ({
    afterStart(started) {
      const paused = { name: 'sts-service', durationMs: 10_000 } as const;
      stage.whenPublished(3, () => pauseService(stage, started, paused));
    },
  }),
});
