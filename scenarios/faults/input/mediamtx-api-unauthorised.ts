import { defineFault } from '../define-fault.ts';
import { replaceIn } from '../rigging/mediamtx-config.ts';

/** MediaMTX's API requires a user, as it does unless `authHTTPExclude` or a permission of `any` allows it. */
export const mediamtxApiUnauthorised = defineFault({
  id: 'mediamtx-api-unauthorised',
  title: 'The API of MediaMTX requires a user',
  boundary: 'input',
  expected: { step: 'environment-setup', cause: 'MEDIAMTX_API_UNAUTHORISED' },
  alter: () => ({ mediamtxConfig: (yaml) => replaceIn(yaml, '      - action: api\n', '') }),
});
