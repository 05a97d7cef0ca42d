import { defineFault } from '../define-fault.ts';
import { startHttpRelay } from '../rigging/http-relay.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** ORCHESTRATOR_URL leads to another web server. */
export const hookUrlNotFound = defineFault({
  id: 'hook-url-not-found',
  title: 'The hook posts to a server that is not media-service',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_URL_NOT_FOUND' },
  alter: (stage) => ({
    async specs(specs, site) {
      const url = await startHttpRelay(stage, {
        target: site.endpoints.mediaServiceUrl,
        respond: () => ({
          status: 404,
          headers: { 'content-type': 'text/html', server: 'nginx/1.22.1' },
          body: '<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>\n',
        }),
      });
      return setVariables('mediamtx', { ORCHESTRATOR_URL: url })(specs);
    },
  }),
});
