import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** The hook has started and does not end in time. */
export const hookHangs = defineCause({
  code: 'HOOK_HANGS',
  title: 'The MediaMTX hook hangs',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'The hook has started and waits: for an answer, a name server, or something of its own. Until it ends, media-service does not know of the stream.',
  evidenceFor: [
    'a hook call with a start and no end',
    'a hook call that ended without an answer after its time limit',
  ],
  evidenceAgainst: ['a hook call that ended with exit code 0'],
  fix: 'Find what the hook waits for: strace its process, and post the event by hand.',
  confirm: ['ps -o pid,etime,args -C mtx-hook', 'curl -i --max-time 5 <url of the hook>'],
  find: (facts) =>
    hookFinding(facts, 'hangs', ({ url, evidence }) => ({
      summary: `The MediaMTX hook hangs: it reports the stream to ${url ?? 'media-service'} and gets no further (${evidence[0].text}).`,
    })),
});
