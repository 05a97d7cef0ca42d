import { defineFault } from '../define-fault.ts';
import { startHttpRelay } from '../rigging/http-relay.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** The proxy does not pass upgrades on. */
export const stsProxyRefusesUpgrade = defineFault({
  id: 'sts-proxy-refuses-upgrade',
  title: 'A proxy before the STS service refuses websockets',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STS_WEBSOCKET_REFUSED' },
  alter: (stage) => ({
    async specs(specs, site) {
      const url = await startHttpRelay(stage, {
        target: site.endpoints.stsUrl,
        refuseUpgradesWith: 403,
      });
      return setVariables('media-service', { STS_URL: url })(specs);
    },
  }),
});
