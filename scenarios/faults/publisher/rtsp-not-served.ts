import { defineFault } from '../define-fault.ts';
import { replaceIn } from '../rigging/mediamtx-config.ts';

/** The stream is to be published over RTSP, which MediaMTX does not serve. */
export const rtspNotServed = defineFault({
  id: 'rtsp-not-served',
  title: 'The clip is published over RTSP to a MediaMTX without RTSP',
  boundary: 'publisher',
  expected: { step: 'environment-setup', cause: 'PUBLISH_PROTOCOL_NOT_SERVED' },
  options: () => ({ publish: 'rtsp' }),
  alter: () => ({ mediamtxConfig: (yaml) => replaceIn(yaml, 'rtsp: true', 'rtsp: false') }),
});
