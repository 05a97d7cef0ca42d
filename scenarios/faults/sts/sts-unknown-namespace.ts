import { defineFault } from '../define-fault.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** STS_URL has a path. */
export const stsUnknownNamespace = defineFault({
  id: 'sts-unknown-namespace',
  title: 'The worker connects to a namespace that does not exist',
  boundary: 'sts-connection',
  expected: { step: 'fragments-processed', cause: 'STS_WRONG_NAMESPACE' },
  alter: () => ({
    specs: (specs, site) =>
      setVariables('media-service', { STS_URL: `${site.endpoints.stsUrl}/dubbing` })(specs),
  }),
});
