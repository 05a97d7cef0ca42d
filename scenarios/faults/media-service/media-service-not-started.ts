import { defineFault } from '../define-fault.ts';
import { leaveOutService } from '../rigging/service-specs.ts';

/** The deployment lacks media-service. */
export const mediaServiceNotStarted = defineFault({
  id: 'media-service-not-started',
  title: 'media-service is not started',
  boundary: 'media-service',
  expected: { step: 'environment-setup', cause: 'MEDIA_SERVICE_NOT_RUNNING' },
  alter: () => ({ specs: leaveOutService('media-service') }),
});
