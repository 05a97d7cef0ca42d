import { defineFault } from '../define-fault.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** A setting of media-service has a typing error. */
export const mediaServiceInvalidSetting = defineFault({
  id: 'media-service-invalid-setting',
  title: 'media-service ends at its start because of an invalid setting',
  boundary: 'media-service',
  expected: { step: 'environment-setup', cause: 'MEDIA_SERVICE_NOT_RUNNING' },
  alter: () => ({ specs: setVariables('media-service', { WORKER_MAX_INFLIGHT: 'three' }) }),
});
