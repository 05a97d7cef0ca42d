import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** The hook has started and does not end in time. */
export const hookHangs = defineCause({
  code: 'HOOK_HANGS',
  title: 'The MediaMTX hook hangs',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'The hook has started and not ended: it waits for an answer, a name server or another process. Until it ends, the stream is not reported to media-service.',
  evidenceFor: [
    'a hook call with a start and no end',
    'a hook call that ended without an answer after its time limit',
  ],
  evidenceAgainst: ['a hook call that ended with exit code 0'],
  fix: 'Find the call in which the hook waits (strace -f -p <hook-pid>), and repair its target: the server at ORCHESTRATOR_URL, the name server, or the hook itself.',
  confirm: ['ps -o pid,etime,wchan,args -p <hook-pid>', 'curl -i --max-time 5 <hook-url>'],
  find: (facts) =>
    hookFinding(facts, 'hangs', ({ url, message, evidence }) => ({
      summary: `The MediaMTX hook${url === undefined ? '' : `, which posts to ${url},`} hangs: ${evidence[0].text}.`,
      // The process has ended by its own time limit, so its call is known.
      ...(message !== undefined && {
        fix: 'Repair the server at <hook-url>, which did not answer in time. If it is not media-service, set ORCHESTRATOR_URL=<orchestrator-url> in the environment of MediaMTX, and restart MediaMTX.',
        confirm: ['curl -i --max-time 5 <hook-url>'],
      }),
    })),
});
