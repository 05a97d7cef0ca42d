import { defineCause } from '../cause.ts';
import { apiFinding } from './api-finding.ts';

/** A proxy sends the request elsewhere. */
export const mediamtxApiRedirects = defineCause({
  code: 'MEDIAMTX_API_REDIRECTS',
  title: "The address of MediaMTX's API redirects",
  boundary: 'input',
  class: 'ENVIRONMENT',
  meaning:
    "The address of MediaMTX's API answers with a redirect, for example to https or to a login. The harness and media-service follow none.",
  evidenceFor: ['the answer has a 3xx status'],
  evidenceAgainst: ['the redirect leads to the same path with a slash: see MEDIAMTX_API_PORT_IS_WEBRTC'],
  fix: 'Set the address of the API to the one to which the redirect leads, or route /v3 to MediaMTX without a redirect in the proxy.',
  confirm: ['curl -i <mediamtx-api>/v3/paths/list'],
  terminal: true,
  find: (facts) =>
    apiFinding(
      facts,
      'redirects',
      ({ url, status, redirectedTo }) =>
        `MediaMTX's API redirects: ${url} answered ${status}${redirectedTo === undefined ? '' : `, to ${redirectedTo}`}.`,
    ),
});
