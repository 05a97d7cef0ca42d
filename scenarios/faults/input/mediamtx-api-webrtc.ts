import { defineFault } from '../define-fault.ts';
import { freePort } from '../rigging/free-port.ts';
import { replaceIn } from '../rigging/mediamtx-config.ts';

/** The port that is documented for the API is that of WebRTC, as by MediaMTX's own default for 8889. */
export const mediamtxApiWebrtc = defineFault({
  id: 'mediamtx-api-webrtc',
  title: "WebRTC listens on the port of MediaMTX's API",
  boundary: 'input',
  expected: { step: 'environment-setup', cause: 'MEDIAMTX_API_PORT_IS_WEBRTC' },
  alter: () => ({
    async mediamtxConfig(yaml, { endpoints }) {
      const { host, hostname } = new URL(endpoints.mediamtxApiUrl);
      const moved = replaceIn(yaml, `apiAddress: "${host}"`, `apiAddress: "${hostname}:${await freePort()}"`);
      const webrtc = [
        'webrtc: true',
        `webrtcAddress: "${host}"`,
        `webrtcLocalUDPAddress: "${hostname}:${await freePort()}"`,
      ];
      return replaceIn(moved, 'webrtc: false', webrtc.join('\n'));
    },
  }),
});
