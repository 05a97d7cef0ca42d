import { defineCause } from '../cause.ts';
import { apiFinding } from './api-finding.ts';

/** Another server answers with success. */
export const mediamtxApiNotJson = defineCause({
  code: 'MEDIAMTX_API_NOT_JSON',
  title: "A web page answers at the address of MediaMTX's API",
  boundary: 'input',
  class: 'ENVIRONMENT',
  meaning:
    "A server answers 200 at the address of MediaMTX's API, with a page instead of JSON: a web application, a login page, or a proxy.",
  evidenceFor: ['the answer is 200 with another content type than JSON'],
  evidenceAgainst: [],
  fix: 'Set the address of the API to that of MediaMTX (apiAddress in <mediamtx-config>), or route /v3 to it in the proxy before it.',
  confirm: ['curl -i <mediamtx-api>/v3/paths/list'],
  terminal: true,
  find: (facts) =>
    apiFinding(
      facts,
      'not-json',
      ({ url, evidence }) =>
        `Another server answers at the address of MediaMTX's API, ${url}: ${evidence[0].text}.`,
    ),
});
