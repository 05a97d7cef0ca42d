import { defineFault } from '../define-fault.ts';
import { startHttpRelay } from '../rigging/http-relay.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** The reverse proxy maps Socket.IO to another path. */
export const stsUnknownPath = defineFault({
  id: 'sts-unknown-path',
  title: 'A proxy before the STS service has no Socket.IO at its path',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STS_WRONG_PATH' },
  alter: (stage) => ({
    async specs(specs, site) {
      const url = await startHttpRelay(stage, {
        target: site.endpoints.stsUrl,
        refuseUpgradesWith: 404,
      });
      return setVariables('media-service', { STS_URL: url })(specs);
    },
  }),
});
