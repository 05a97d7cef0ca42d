import { defineFault } from '../define-fault.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** ORCHESTRATOR_URL has the path of the events, which the hook appends itself. */
export const hookUrlWrongPath = defineFault({
  id: 'hook-url-wrong-path',
  title: 'The URL of the hook has a path too many',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_URL_NOT_FOUND' },
  alter: () => ({
    specs: (specs, site) =>
      setVariables('mediamtx', {
        ORCHESTRATOR_URL: `${site.endpoints.mediaServiceUrl}/v1/mediamtx/events`,
      })(specs),
  }),
});
