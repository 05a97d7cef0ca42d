import { defineFault } from '../define-fault.ts';
import { startHttpRelay } from '../rigging/http-relay.ts';

/** The address of MediaMTX's API leads to a web server without that API. */
export const mediamtxApiNotFound = defineFault({
  id: 'mediamtx-api-not-found',
  title: 'A web server in front of MediaMTX answers its API with 404',
  boundary: 'input',
  expected: { step: 'environment-setup', cause: 'MEDIAMTX_API_NOT_FOUND' },
  alter: (stage) => ({
    async endpoints(endpoints) {
      const mediamtxApiUrl = await startHttpRelay(stage, {
        target: endpoints.mediamtxApiUrl,
        respond: () => ({
          status: 404,
          headers: { 'content-type': 'text/plain', server: 'nginx' },
          body: '404 page not found',
        }),
      });
      return { ...endpoints, mediamtxApiUrl };
    },
  }),
});
