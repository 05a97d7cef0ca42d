import { defineFault } from '../define-fault.ts';

/** A service in a container rejects one of its settings and ends. */
export const containerDied = defineFault({
  id: 'container-died',
  title: 'media-service in a container ends because of an invalid setting',
  boundary: 'containers',
  expected: { step: 'environment-setup', cause: 'CONTAINER_DIED' },
  options: () => ({ environment: 'compose' }),
  alter: () => ({
    composeServices: () => ({ 'media-service': { environment: { WORKER_SEGMENT_S: '6s' } } }),
  }),
});
