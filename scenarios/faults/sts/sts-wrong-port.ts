import { defineFault } from '../define-fault.ts';
import { freePort } from '../rigging/free-port.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** STS_URL has the port of an earlier deployment. */
export const stsWrongPort = defineFault({
  id: 'sts-wrong-port',
  title: 'The worker is configured with a port on which nothing listens',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STS_CONNECTION_REFUSED' },
  alter: () => ({
    async specs(specs) {
      const url = `http://127.0.0.1:${await freePort()}`;
      return setVariables('media-service', { STS_URL: url })(specs);
    },
  }),
});
