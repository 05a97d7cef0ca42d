import { defineCause } from '../cause.ts';
import { publisherFinding } from './publisher-finding.ts';

/** The publisher may not publish. */
export const publisherUnauthorised = defineCause({
  code: 'PUBLISHER_UNAUTHORISED',
  title: 'MediaMTX does not authorise the publisher',
  boundary: 'publisher',
  class: 'ENVIRONMENT',
  meaning:
    'MediaMTX requires a user, a password or another address for publishing to this path, and refuses the publisher.',
  evidenceFor: ['MediaMTX or ffmpeg reports that the authentication failed'],
  evidenceAgainst: [],
  fix: 'Allow the action publish for <input> in <mediamtx-config> (authInternalUsers), or put user and password into the address to which the clip is published.',
  confirm: ['curl -s <mediamtx-api>/v3/config/global/get'],
  terminal: true,
  find: (facts) =>
    publisherFinding(facts, ['unauthorised'], ({ url, evidence }) => ({
      summary: `MediaMTX does not authorise the publisher of ${url ?? facts.inPath}: ${evidence[0].text}.`,
    })),
});
