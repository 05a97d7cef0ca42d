import { defineCause } from '../cause.ts';
import { apiFinding } from './api-finding.ts';

/** Another server, or no such path. */
export const mediamtxApiNotFound = defineCause({
  code: 'MEDIAMTX_API_NOT_FOUND',
  title: "MediaMTX's API is not at its address",
  boundary: 'input',
  class: 'ENVIRONMENT',
  meaning:
    "A server answers 404 at the address of MediaMTX's API: another web server, a proxy without this route, or a MediaMTX of another major version.",
  evidenceFor: ['the address of the API answers 404'],
  evidenceAgainst: [],
  fix: 'Set the address of the API to that of MediaMTX (apiAddress in <mediamtx-config>), add /v3 to the routes of a proxy before it, or install MediaMTX 1.',
  confirm: ['curl -i <mediamtx-api>/v3/paths/list'],
  terminal: true,
  find: (facts) =>
    apiFinding(facts, 'not-found', ({ url }) => `MediaMTX's API is not at ${url}: the answer is 404.`),
});
