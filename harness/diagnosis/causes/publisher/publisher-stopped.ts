import { defineCause } from '../cause.ts';
import { publisherFinding } from './publisher-finding.ts';

/** ffmpeg exists and does not run. */
export const publisherStopped = defineCause({
  code: 'PUBLISHER_STOPPED',
  title: 'The publisher is stopped (SIGSTOP)',
  boundary: 'publisher',
  class: 'ENVIRONMENT',
  meaning:
    'The process that publishes the clip is stopped (SIGSTOP, a debugger, a frozen cgroup). Its connection is open, and nothing is sent.',
  evidenceFor: ['its process has the state T', 'its progress has ended, and its process has not'],
  evidenceAgainst: [],
  fix: 'Continue the process: kill -CONT <publisher-pid>. Then end the debugger or script that stopped it, or unfreeze its container.',
  confirm: ['ps -o pid,stat,args -p <publisher-pid>'],
  terminal: true,
  find: (facts) =>
    publisherFinding(facts, ['stopped'], ({ publishedS, evidence }) => ({
      summary: `The publisher is stopped (SIGSTOP) after ${publishedS.toFixed(1)} s of the clip: ${evidence[0].text}.`,
    })),
});
