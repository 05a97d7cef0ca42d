import { defineFault } from '../define-fault.ts';

/** The publisher of the studio was set to RTSP, with the port of RTMP. */
export const rtspOnRtmpPort = defineFault({
  id: 'rtsp-on-rtmp-port',
  title: 'The publisher speaks RTSP to the RTMP port',
  boundary: 'publisher',
  expected: { step: 'mediamtx-received-stream', cause: 'PUBLISH_PROTOCOL_NOT_SERVED' },
  alter: () => ({
    publisher: (options) => ({ ...options, protocol: 'rtsp', url: options.url.replace('rtmp:', 'rtsp:') }),
  }),
});
