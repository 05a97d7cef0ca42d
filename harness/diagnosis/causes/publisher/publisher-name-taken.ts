import { fixOfOther, otherPublisher } from '../../facts/other-publisher.ts';
import { defineCause } from '../cause.ts';
import { publisherFinding } from './publisher-finding.ts';

/** Two publishers use one name. */
export const publisherNameTaken = defineCause({
  code: 'PUBLISHER_NAME_TAKEN',
  title: 'Another publisher has the path',
  boundary: 'publisher',
  class: 'ENVIRONMENT',
  meaning:
    'Another publisher uses the same path. MediaMTX refuses the second publisher, or closes the connection of the first one.',
  evidenceFor: [
    'MediaMTX reports another publisher on the path',
    'MediaMTX closes the existing publisher in mid-stream',
  ],
  evidenceAgainst: [],
  fix: 'Stop the other publisher of <input>, which the list of connections shows (curl -s <mediamtx-api>/v3/rtmpconns/list, or rtspsessions/list), or run with another name: --stream another-name',
  confirm: ['curl -s <mediamtx-api>/v3/paths/list', 'curl -s <mediamtx-api>/v3/rtmpconns/list'],
  terminal: true,
  find: (facts) =>
    publisherFinding(facts, ['name-taken'], ({ detail, publishedS, evidence }) => {
      const isReplaced = detail === 'replaced';
      const { other, own } = otherPublisher(facts, {
        path: facts.inPath,
        isReplaced,
        atSeq: evidence[0].seq,
      });
      const who = other === undefined ? 'Another publisher' : `Another publisher (${other.name})`;
      const ours = own === undefined ? '' : ` (${own})`;
      return {
        summary: isReplaced
          ? `${who} took over ${facts.inPath} after ${publishedS.toFixed(1)} s of the clip, and MediaMTX disconnected the publisher of this run${ours}.`
          : `${who} holds ${facts.inPath}, and MediaMTX refused the publisher of this run${ours}.`,
        ...(other !== undefined && {
          evidence: [evidence[0], other.ref, ...evidence.slice(1)],
          fix: fixOfOther(other),
          confirm: [`curl -s <mediamtx-api>/v3/${other.list}/list`, `ss -tnp 'sport = :${other.port}'`],
        }),
      };
    }),
});
