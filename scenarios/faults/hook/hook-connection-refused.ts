import { defineFault } from '../define-fault.ts';
import { freePort } from '../rigging/free-port.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** ORCHESTRATOR_URL has a port on which nothing listens. */
export const hookConnectionRefused = defineFault({
  id: 'hook-connection-refused',
  title: 'The hook posts to a port on which nothing listens',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_CONNECTION_REFUSED' },
  alter: () => ({
    specs: async (specs) =>
      setVariables('mediamtx', { ORCHESTRATOR_URL: `http://127.0.0.1:${await freePort()}` })(specs),
  }),
});
