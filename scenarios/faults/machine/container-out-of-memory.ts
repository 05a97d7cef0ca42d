import { defineFault } from '../define-fault.ts';

/** A container may use less memory than its service needs to start. */
export const containerOutOfMemory = defineFault({
  id: 'container-out-of-memory',
  title: 'The memory limit of media-service is too low to start it',
  boundary: 'containers',
  expected: { step: 'environment-setup', cause: 'CONTAINER_OUT_OF_MEMORY' },
  options: () => ({ environment: 'compose' }),
  alter: () => ({
    composeServices: () => ({ 'media-service': { mem_limit: '16m', memswap_limit: '16m' } }),
  }),
});
