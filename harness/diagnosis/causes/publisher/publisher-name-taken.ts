import { defineCause } from '../cause.ts';
import { publisherFinding } from './publisher-finding.ts';

/** Two publishers use one name. */
export const publisherNameTaken = defineCause({
  code: 'PUBLISHER_NAME_TAKEN',
  title: 'Another publisher has the path',
  boundary: 'publisher',
  class: 'ENVIRONMENT',
  meaning:
    'Somebody else publishes under the same path. MediaMTX refuses the second publisher, or closes the connection of the first one.',
  evidenceFor: [
    'MediaMTX reports that somebody is already publishing',
    'MediaMTX closes the existing publisher in mid-stream',
  ],
  evidenceAgainst: [],
  fix: 'Find the other publisher and give each stream a name of its own.',
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
