import { defineCause } from '../cause.ts';
import { apiFinding } from './api-finding.ts';

/** The harness may not use the API. */
export const mediamtxApiUnauthorised = defineCause({
  code: 'MEDIAMTX_API_UNAUTHORISED',
  title: "MediaMTX's API requires a user",
  boundary: 'input',
  class: 'ENVIRONMENT',
  meaning:
    'MediaMTX refuses requests to its API without a user. Recent versions no longer exclude the API from authentication by default (authHTTPExclude).',
  evidenceFor: ['the address of the API answers 401 or 403'],
  evidenceAgainst: [],
  fix: 'Allow the action api in <mediamtx-config> for the user any from the addresses of the harness and media-service (authInternalUsers), or add it to authHTTPExclude; then restart MediaMTX.',
  confirm: ['curl -i <mediamtx-api>/v3/paths/list'],
  terminal: true,
  find: (facts) =>
    apiFinding(
      facts,
      'unauthorised',
      ({ url, status }) => `MediaMTX's API requires a user: ${url} answered ${status}.`,
    ),
});
