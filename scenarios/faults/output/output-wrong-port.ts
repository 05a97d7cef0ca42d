import { defineFault } from '../define-fault.ts';
import { freePort } from '../rigging/free-port.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** media-service is configured with a port on which nothing listens. */
export const outputWrongPort = defineFault({
  id: 'output-wrong-port',
  title: 'The worker publishes the output to a port on which nothing listens',
  boundary: 'output',
  expected: { step: 'output-stream', cause: 'OUTPUT_REFUSED' },
  alter: async () => ({
    specs: setVariables('media-service', { MEDIAMTX_RTMP_URL: `rtmp://127.0.0.1:${await freePort()}` }),
  }),
});
