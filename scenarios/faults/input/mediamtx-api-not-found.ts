import { defineFault } from '../define-fault.ts';
import { relayMediamtxApi } from '../rigging/api-relay.ts';

/** The address of MediaMTX's API leads to a web server without that API. */
export const mediamtxApiNotFound = defineFault({
  id: 'mediamtx-api-not-found',
  title: 'A web server in front of MediaMTX answers its API with 404',
  boundary: 'input',
  expected: { step: 'environment-setup', cause: 'MEDIAMTX_API_NOT_FOUND' },
  alter: (stage) => ({
    endpoints: relayMediamtxApi(stage, () => ({
      status: 404,
      headers: { 'content-type': 'text/plain', server: 'nginx' },
      body: '404 page not found',
    })),
  }),
});
