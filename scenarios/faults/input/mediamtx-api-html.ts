import { defineFault } from '../define-fault.ts';
import { relayMediamtxApi } from '../rigging/api-relay.ts';

/** The address of MediaMTX's API leads to a single-page application, which answers every path with its page. */
export const mediamtxApiHtml = defineFault({
  id: 'mediamtx-api-html',
  title: 'A web server in front of MediaMTX answers its API with a page',
  boundary: 'input',
  expected: { step: 'mediamtx-received-stream', cause: 'MEDIAMTX_API_NOT_JSON' },
  alter: (stage) => ({
    endpoints: relayMediamtxApi(stage, () => ({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', server: 'nginx' },
      body: '<!doctype html><html><head><title>Studio</title></head><body><div id="app"></div></body></html>',
    })),
  }),
});
