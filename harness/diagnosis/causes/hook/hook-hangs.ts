import {
  comparedWithMediaService,
  fixOfTarget,
  hookTarget,
  mediaServiceAnswer,
  wasConnected,
} from '../../facts/hook-target.ts';
import { defineCause } from '../cause.ts';
import { hookFinding } from './hook-finding.ts';

/** The hook has started and does not end in time. */
export const hookHangs = defineCause({
  code: 'HOOK_HANGS',
  title: 'The MediaMTX hook hangs',
  boundary: 'hook',
  class: 'ENVIRONMENT',
  meaning:
    'The hook has started and not ended, or ended only by its time limit: it waits for an answer or for another process. Until then, the stream is not reported to media-service.',
  evidenceFor: [
    'a hook call with a start and no end',
    'a hook call that ended without an answer after its time limit',
  ],
  evidenceAgainst: ['a hook call that ended with exit code 0'],
  fix: 'Find the command for which the hook waits (pstree -ap <hook-pid>). If it is the request, set ORCHESTRATOR_URL=<orchestrator-url> in the environment of the MediaMTX process and restart MediaMTX; otherwise correct that command in <hook>.',
  confirm: ['ps -o pid,etime,wchan,args -p <hook-pid>', 'curl -i --max-time 5 <hook-url>'],
  find: (facts) =>
    hookFinding(facts, 'hangs', ({ url, message, evidence }) => {
      const target = hookTarget(facts, url);
      const isOther = target?.difference !== undefined && target.difference !== 'none';
      const compared = isOther ? `; ${comparedWithMediaService(target)}` : '';
      const posts = url === undefined ? '' : `, which posts to ${url},`;
      // The process has ended by its own time limit, so it was the request that took the time.
      if (message !== undefined) {
        const how = wasConnected(message)
          ? 'the server accepted the connection and did not answer'
          : message.replace(/^cannot reach \S+: /, '');
        return {
          summary: `The MediaMTX hook${posts} got no answer: ${how}${compared}.`,
          fix: isOther
            ? fixOfTarget(target)
            : 'Repair the server at <hook-url>, which did not answer in time.',
          confirm: ['curl -i --max-time 5 <hook-url>'],
        };
      }
      const summary = `The MediaMTX hook${posts} hangs: ${evidence[0].text}${compared}`;
      if (isOther) return { summary: `${summary}.`, fix: fixOfTarget(target) };
      const answer = target?.difference === 'none' ? mediaServiceAnswer(facts) : undefined;
      if (answer === undefined) return { summary: `${summary}.` };
      return {
        summary: `${summary}. Its address is that of media-service, which responds (${answer}).`,
        fix: 'ORCHESTRATOR_URL is right; correct the script <hook>. In the delivered services/mediamtx/mtx-hook the request ends after 4.5 s at the latest: compare them with diff services/mediamtx/mtx-hook <hook>, and remove the command that waits.',
      };
    }),
});
