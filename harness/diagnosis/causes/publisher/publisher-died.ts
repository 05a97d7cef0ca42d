import { defineCause } from '../cause.ts';
import { publisherFinding } from './publisher-finding.ts';

/** ffmpeg's exit code after it has handled SIGINT or SIGTERM. */
const ENDED_BY_SIGNAL = 255;

/** ffmpeg, which publishes, ended by itself. */
export const publisherDied = defineCause({
  code: 'PUBLISHER_DIED',
  title: 'The publisher ended with an error',
  boundary: 'publisher',
  class: 'ENVIRONMENT',
  meaning:
    'The process that publishes the clip ended before the clip did, with an exit code. The part that it had sent is processed; the rest is missing.',
  evidenceFor: ['the end of its process, with an exit code other than 0'],
  evidenceAgainst: [
    'MediaMTX ended before',
    'MediaMTX refused the publisher: another cause names the reason',
  ],
  fix: 'Correct the error that the last lines of the publisher name: the clip, an option, or the program itself (exit code 127: not found).',
  confirm: ['pnpm scenario show <run> --logs publisher | tail -20'],
  terminal: true,
  find: (facts) =>
    publisherFinding(facts, ['died'], ({ how, publishedS, detail }) => ({
      ...(detail === undefined &&
        how === `exit code ${ENDED_BY_SIGNAL}` && {
          fix: 'ffmpeg logged no error; it exits with 255 after SIGTERM or SIGINT: stop what sends it that signal (a supervisor, a timeout, a script), and rerun.',
        }),
      summary: `The publisher ended with ${how} after ${publishedS.toFixed(1)} s of the clip${detail === undefined ? '' : `: ${detail}`}.`,
    })),
});
