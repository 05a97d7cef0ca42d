import { defineFault } from '../define-fault.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** Hook and media-service have different secrets, as after a rotation of only one. */
export const hookUnauthorised = defineFault({
  id: 'hook-unauthorised',
  title: 'The hook sends a secret that media-service does not accept',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_UNAUTHORISED' },
  alter: () => ({
    specs: (specs) => {
      const changed = setVariables('mediamtx', { MTX_HOOK_SECRET: '9e3c77d2' })(specs);
      return setVariables('media-service', { MTX_HOOK_SECRET: 'b7d1f0a4' })(changed);
    },
  }),
});
