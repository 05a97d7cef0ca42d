import { fixOfOther, otherPublisher } from '../../facts/other-publisher.ts';
import { publishingFault } from '../../facts/output-publishing.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** MediaMTX does not accept the publisher of the output. */
export const outputRefused = defineCause({
  code: 'OUTPUT_REFUSED',
  title: 'MediaMTX refuses the output',
  boundary: 'output',
  class: 'ENVIRONMENT',
  meaning:
    'The worker connects to MediaMTX to publish the output, and MediaMTX closes the connection with a reason: the path is not configured, the worker may not publish, or another client publishes there.',
  evidenceFor: [
    'MediaMTX closes a connection that has neither published nor read, with a reason',
    'media-service logs that the output is offline',
  ],
  evidenceAgainst: ['a publication of the output'],
  fix: 'Allow the worker to publish the output path in <mediamtx-config> (authInternalUsers, paths), or correct MEDIAMTX_RTMP_URL of media-service.',
  confirm: ['pnpm scenario show <run> --logs mediamtx --step 5'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const fault = publishingFault(facts);
    if (fault?.kind !== 'refused') return undefined;
    const { text, evidence, certainty } = fault;
    const finding = { summary: `${text}.`, evidence, certainty } as const;
    if (/already publishing/.test(text)) {
      const { other } = otherPublisher(facts, { path: facts.outPath, atSeq: evidence[0].seq });
      return other === undefined
        ? { ...finding, fix: OF_OTHER }
        : {
            ...finding,
            summary: `${text}: ${other.name}, which is not the worker of this run.`,
            evidence: [evidence[0], other.ref, ...evidence.slice(1)],
            fix: fixOfOther(other),
          };
    }
    const right = facts.setup?.endpoints.rtmpUrl;
    const used = /lost the output (\w+:\/\/[^/\s]+)/.exec(evidence.map((ref) => ref.text).join(' '))?.[1];
    // In containers and attached pipelines the worker has another name for the same address.
    if (
      facts.environment === 'process' &&
      right !== undefined &&
      used !== undefined &&
      new URL(right).host !== used.split('//')[1]
    )
      return {
        ...finding,
        summary: `${text}; the worker publishes to ${used}, and MediaMTX is at ${right}.`,
        fix: `Set MEDIAMTX_RTMP_URL=${right} in place of ${used} in the environment of the media-service process, and restart media-service.`,
      };
    return /authenticat/i.test(text) ? { ...finding, fix: OF_USER } : finding;
  },
});

const OF_OTHER =
  'Stop the other publisher of <output>, which the list of connections shows: curl -s <mediamtx-api>/v3/rtmpconns/list. Or run with a name that nothing else uses: --stream another-name';
const OF_USER =
  'In <mediamtx-config>, allow the action publish on <output> for the user of media-service (authInternalUsers), or put user and password into MEDIAMTX_RTMP_URL of the media-service process; restart what was changed.';
