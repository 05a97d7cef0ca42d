import { defineFault } from '../define-fault.ts';
import { commandContainer } from '../rigging/run-container.ts';

/** Somebody pauses a container and forgets it. */
export const containerPaused = defineFault({
  id: 'container-paused',
  title: 'The container of the STS service is paused during the run',
  boundary: 'containers',
  expected: { step: 'fragments-processed', cause: 'CONTAINER_PAUSED' },
  options(stage) {
    commandContainer(stage, 'sts-service', { command: ['pause'], atMediaS: 4 });
    return { environment: 'compose' };
  },
});
