import { defineCause } from '../cause.ts';
import { publisherFinding } from './publisher-finding.ts';

/** A signal ended ffmpeg. */
export const publisherKilled = defineCause({
  code: 'PUBLISHER_KILLED',
  title: 'The publisher was killed',
  boundary: 'publisher',
  class: 'ENVIRONMENT',
  meaning:
    'A signal ended the process that publishes the clip. Likely senders: the kernel for lack of memory, a supervisor, a person. The rest of the clip is missing.',
  evidenceFor: ['the end of its process by a signal'],
  evidenceAgainst: ['the scenario kills the publisher on purpose'],
  fix: 'Free memory if the log of the kernel shows that the OOM killer ended it; otherwise stop the supervisor or script that sent the signal.',
  confirm: ['journalctl -k | grep -i "killed process"'],
  terminal: true,
  find: (facts) =>
    publisherFinding(facts, ['killed'], ({ how, publishedS }) => ({
      summary: `The publisher was killed by ${how} after ${publishedS.toFixed(1)} s of the clip.`,
    })),
});
