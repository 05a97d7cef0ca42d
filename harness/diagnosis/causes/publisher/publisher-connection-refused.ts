import { publishAddress } from '../../facts/publish-address.ts';
import { defineCause } from '../cause.ts';
import { publisherFinding } from './publisher-finding.ts';

/** Nothing accepts the connection of the publisher. */
export const publisherConnectionRefused = defineCause({
  code: 'PUBLISHER_CONNECTION_REFUSED',
  title: 'The publisher cannot connect to MediaMTX',
  boundary: 'publisher',
  class: 'ENVIRONMENT',
  meaning:
    'Nothing accepts the connection at the address to which the clip is published: a wrong host or port, or a firewall.',
  evidenceFor: ['ffmpeg or its connection reports that the connection failed, and MediaMTX runs'],
  evidenceAgainst: ['MediaMTX does not run: see MEDIAMTX_NOT_RUNNING'],
  fix: 'Correct the address to which the clip is published; MediaMTX accepts RTMP at <rtmp-host>:<rtmp-port>.',
  confirm: ['ss -ltnp', 'nc -vz <rtmp-host> <rtmp-port>'],
  terminal: true,
  find: (facts) =>
    publisherFinding(facts, ['refused'], ({ url, evidence }) => {
      const right = publishAddress(facts, url);
      const isOther = right !== undefined && url !== right;
      return {
        summary: `The publisher cannot connect to ${url ?? 'MediaMTX'}: ${evidence[0].text.replace(/^publisher: /, '')}${isOther ? `; the address of this run is ${right}` : ''}.`,
        ...(isOther && { fix: `Publish to ${right} in place of ${url ?? 'that address'}.` }),
      };
    }),
});
