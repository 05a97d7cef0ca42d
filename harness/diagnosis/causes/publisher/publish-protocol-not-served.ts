import { streamPortRef } from '../../facts/mediamtx-facts.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { observationRef } from '../../facts/run-facts.ts';
import type { CauseFinding } from '../cause.ts';
import { defineCause } from '../cause.ts';
import { publisherFinding } from './publisher-finding.ts';

/** The publisher uses another protocol than the server. */
export const publishProtocolNotServed = defineCause({
  code: 'PUBLISH_PROTOCOL_NOT_SERVED',
  title: 'MediaMTX does not serve the protocol of the publisher',
  boundary: 'publisher',
  class: 'ENVIRONMENT',
  meaning:
    'The clip is published over a protocol that MediaMTX does not serve at that address: the protocol is off, or the port belongs to another one.',
  evidenceFor: [
    'step 0 finds no server of the protocol',
    'the configuration of MediaMTX has the protocol off',
    'the port is that of another protocol',
  ],
  evidenceAgainst: [],
  fix: 'Enable the protocol in <mediamtx-config> (rtmp: true or rtsp: true), correct the port of the publish address, or publish over the other protocol: --publish rtmp.',
  confirm: ['curl -s <mediamtx-api>/v3/config/global/get'],
  terminal: true,
  find: (facts) =>
    notServed(facts) ??
    publisherFinding(facts, ['protocol'], ({ url = '', detail }) => {
      const scheme = /^(rtmp|rtsp)s?:/.exec(url)?.[1];
      const right = scheme === undefined ? undefined : facts.setup?.endpoints[`${scheme}Url`];
      const isOtherPort =
        right !== undefined && URL.canParse(url) && new URL(right).port !== new URL(url).port;
      return {
        summary: `MediaMTX does not serve the protocol of the publisher at ${url}: ${detail}${isOtherPort ? `; ${scheme} is at ${right}` : ''}.`,
        ...(isOtherPort && {
          fix: `Publish to ${right}/<input>, the address of ${scheme}, in place of ${url}.`,
        }),
      };
    }),
});

/** Step 0 finds no server of the protocol. */
function notServed(facts: PipelineFacts): CauseFinding | undefined {
  const dead = streamPortRef(facts);
  if (dead === undefined) return undefined;
  const { protocol, url, ref } = dead;
  const config = facts.probed('mediamtx-config');
  const isOff = config?.data[protocol] === false;
  const setting =
    isOff && config !== undefined ? [observationRef(config.event, `MediaMTX: ${protocol} is false`)] : [];
  return {
    summary: `MediaMTX does not serve ${protocol.toUpperCase()} at ${url}${isOff ? ': the protocol is off in its configuration' : ''}.`,
    evidence: [ref, ...setting],
    certainty: 'certain',
    ...(isOff && {
      fix: `Set ${protocol}: yes in <mediamtx-config> and restart MediaMTX, or publish over the other protocol: --publish ${protocol === 'rtsp' ? 'rtmp' : 'rtsp'}`,
    }),
  };
}
