import { publishAddress } from '../../facts/publish-address.ts';
import { defineCause } from '../cause.ts';
import { publisherFinding } from './publisher-finding.ts';

/** The clip arrives under another name, or under none. */
export const publisherWrongPath = defineCause({
  code: 'PUBLISHER_WRONG_PATH',
  title: 'The publisher publishes to another path',
  boundary: 'publisher',
  class: 'ENVIRONMENT',
  meaning:
    'The clip is published under another path than the one that the run observes, or under a path that MediaMTX is not configured for.',
  evidenceFor: [
    'MediaMTX reports a publisher on another path',
    'MediaMTX reports that the path is not configured',
  ],
  evidenceAgainst: [],
  fix: 'Publish the clip to <input>, and configure that path in <mediamtx-config> (paths).',
  confirm: ['curl -s <mediamtx-api>/v3/paths/list'],
  terminal: true,
  find: (facts) =>
    publisherFinding(facts, ['other-path', 'unknown-path'], ({ kind, detail, url }) => ({
      summary:
        kind === 'other-path'
          ? `The publisher publishes to ${detail}, not to ${facts.inPath}.`
          : `The publisher publishes to ${detail}, for which MediaMTX has no configuration; the run expects ${facts.inPath}.`,
      fix: `Publish the clip to ${publishAddress(facts, url) ?? '<input>'} in place of ${url ?? detail}${kind === 'unknown-path' ? '; or add an entry for that path to paths in <mediamtx-config>, and set the paths of the run to it' : ''}.`,
    })),
});
