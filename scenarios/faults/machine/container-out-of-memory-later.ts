import { defineFault } from '../define-fault.ts';

/** A container has enough memory for its service, and not to dub a stream. */
export const containerOutOfMemoryLater = defineFault({
  id: 'container-out-of-memory-later',
  title: 'The memory limit of media-service is too low to dub a stream',
  boundary: 'containers',
  expected: { step: 'fragments-processed', cause: 'CONTAINER_OUT_OF_MEMORY' },
  options: () => ({ environment: 'compose' }),
  alter: () => ({
    composeServices: () => ({ 'media-service': { mem_limit: '90m', memswap_limit: '90m' } }),
  }),
});
