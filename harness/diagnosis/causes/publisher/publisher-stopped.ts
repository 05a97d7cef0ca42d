import { defineCause } from '../cause.ts';
import { publisherFinding } from './publisher-finding.ts';

/** ffmpeg exists and does not run. */
export const publisherStopped = defineCause({
  code: 'PUBLISHER_STOPPED',
  title: 'The publisher is suspended',
  boundary: 'publisher',
  class: 'ENVIRONMENT',
  meaning:
    'The process that publishes the clip is stopped (SIGSTOP, a debugger, a frozen cgroup). Its connection is open, and nothing is sent.',
  evidenceFor: ['its process has the state T', 'its progress has ended, and its process has not'],
  evidenceAgainst: [],
  fix: 'Continue it: kill -CONT <publisher-pid>, and find what stopped it.',
  confirm: ['ps -o pid,stat,args -C ffmpeg'],
  terminal: true,
  find: (facts) =>
    publisherFinding(facts, ['stopped'], ({ publishedS, evidence }) => ({
      summary: `The publisher is suspended after ${publishedS.toFixed(1)} s of the clip: ${evidence[0].text}.`,
    })),
});
