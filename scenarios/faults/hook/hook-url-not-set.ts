import { defineFault } from '../define-fault.ts';
import { changeService } from '../rigging/service-specs.ts';

/** The deployment of MediaMTX lacks the variable of the hook. */
export const hookUrlNotSet = defineFault({
  id: 'hook-url-not-set',
  title: 'ORCHESTRATOR_URL is not set',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_URL_NOT_SET' },
  alter: () => ({
    specs: changeService('mediamtx', ({ environment: { ORCHESTRATOR_URL: _url, ...environment } }) => ({
      environment,
    })),
  }),
});
