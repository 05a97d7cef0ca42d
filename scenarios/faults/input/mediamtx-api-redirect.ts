import { defineFault } from '../define-fault.ts';
import { relayMediamtxApi } from '../rigging/api-relay.ts';

/** The reverse proxy before MediaMTX accepts only https. */
export const mediamtxApiRedirect = defineFault({
  id: 'mediamtx-api-redirect',
  title: 'A reverse proxy redirects the API of MediaMTX to https',
  boundary: 'input',
  expected: { step: 'environment-setup', cause: 'MEDIAMTX_API_REDIRECTS' },
  alter: (stage) => ({
    endpoints: relayMediamtxApi(stage, ({ headers, path }) => ({
      status: 301,
      headers: { location: `https://${headers.host}${path}`, server: 'nginx' },
      body: '',
    })),
  }),
});
