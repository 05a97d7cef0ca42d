import { defineFault } from '../define-fault.ts';
import { commandContainer } from '../rigging/run-container.ts';

/** Somebody kills a container while it is needed. */
export const containerKilled = defineFault({
  id: 'container-killed',
  title: 'The container of the STS service is killed during the run',
  boundary: 'containers',
  expected: { step: 'fragments-processed', cause: 'CONTAINER_DIED' },
  options(stage) {
    commandContainer(stage, 'sts-service', { command: ['kill'], atMediaS: 6 });
    return { environment: 'compose' };
  },
});
