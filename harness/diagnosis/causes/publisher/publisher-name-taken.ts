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
  fix: 'Stop the other publisher of <input>, whose address rtmpconns/list shows, or give this run another stream name: --stream.',
  confirm: ['curl -s <mediamtx-api>/v3/paths/list', 'curl -s <mediamtx-api>/v3/rtmpconns/list'],
  terminal: true,
  find: (facts) =>
    publisherFinding(facts, ['name-taken'], ({ detail, publishedS }) => ({
      summary:
        detail === 'replaced'
          ? `Another publisher took over ${facts.inPath} after ${publishedS.toFixed(1)} s of the clip.`
          : `Another publisher holds ${facts.inPath}, and MediaMTX refuses a second one.`,
    })),
});
