import { defineCause } from '../cause.ts';
import { publisherFinding } from './publisher-finding.ts';

/** ffmpeg, which publishes, ended by itself. */
export const publisherDied = defineCause({
  code: 'PUBLISHER_DIED',
  title: 'The publisher ended with an error',
  boundary: 'publisher',
  class: 'ENVIRONMENT',
  meaning:
    'The process that publishes the clip ended before the clip did, with an exit code. What it had sent is processed; the rest is missing.',
  evidenceFor: ['the end of its process, with an exit code other than 0'],
  evidenceAgainst: ['MediaMTX ended before', 'MediaMTX refused the publisher: then another cause says why'],
  fix: 'Read what ffmpeg printed, and publish the clip with the same command by hand.',
  confirm: ['pnpm scenario show <run> --logs publisher | tail -20'],
  terminal: true,
  find: (facts) =>
    publisherFinding(facts, ['died'], ({ how, publishedS, detail }) => ({
      summary: `The publisher ended with ${how} after ${publishedS.toFixed(1)} s of the clip${detail === undefined ? '' : `: ${detail}`}.`,
    })),
});
