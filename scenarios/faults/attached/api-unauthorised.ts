import { defineFault } from '../define-fault.ts';
import { startHttpRelay } from '../rigging/http-relay.ts';
import { attachTo, startPipeline } from '../rigging/running-pipeline.ts';

/** The API of MediaMTX is open to the worker, and requires a user from elsewhere. */
export const attachedApiUnauthorised = defineFault({
  id: 'attached-api-unauthorised',
  title: 'Attached: the API of MediaMTX requires a user',
  boundary: 'input',
  expected: { step: 'environment-setup', cause: 'MEDIAMTX_API_UNAUTHORISED' },
  async options(stage) {
    const { urls } = await startPipeline(stage);
    const mediamtxApi = await startHttpRelay(stage, {
      target: urls.mediamtxApi,
      respond: () => ({
        status: 401,
        headers: { 'content-type': 'application/json', 'www-authenticate': 'Basic realm="mediamtx"' },
        body: '{"status":"error","error":"authentication error"}',
      }),
    });
    return await attachTo(stage, { ...urls, mediamtxApi });
  },
});
