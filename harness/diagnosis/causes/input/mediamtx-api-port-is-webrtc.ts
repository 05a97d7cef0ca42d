import { defineCause } from '../cause.ts';
import { apiFinding } from './api-finding.ts';

/** MediaMTX's own pages answer in place of its API. */
export const mediamtxApiPortIsWebrtc = defineCause({
  code: 'MEDIAMTX_API_PORT_IS_WEBRTC',
  title: "The address of MediaMTX's API is that of WebRTC",
  boundary: 'input',
  class: 'ENVIRONMENT',
  meaning:
    'MediaMTX serves its pages for WebRTC or HLS at this address, not its API: 8889 is the default port of WebRTC, and 9997 that of the API.',
  evidenceFor: [
    'MediaMTX reports that WebRTC listens on the port',
    'the answer redirects to the same path with a slash',
  ],
  evidenceAgainst: [],
  fix: 'Set apiAddress and webrtcAddress in <mediamtx-config> to different ports (:9997 and :8889), or webrtc: false; or correct the address of the API with which the run was started.',
  confirm: ['curl -i <mediamtx-api>/v3/paths/list'],
  terminal: true,
  find: (facts) =>
    apiFinding(
      facts,
      'webrtc',
      ({ url, status }) => `At ${url} MediaMTX serves WebRTC, not its API: it answered ${status}.`,
    ),
});
