import { mediamtxTrouble } from '../../facts/mediamtx-facts.ts';
import { defineCause } from '../cause.ts';
import { apiFinding } from './api-finding.ts';

/** MediaMTX exists and does nothing. */
export const mediamtxStopped = defineCause({
  code: 'MEDIAMTX_STOPPED',
  title: 'MediaMTX is stopped (SIGSTOP)',
  boundary: 'input',
  class: 'ENVIRONMENT',
  meaning:
    'The process of MediaMTX is stopped (SIGSTOP, a frozen container): it accepts connections and does not answer. Publishers and readers wait.',
  evidenceFor: ['its process has the state T', 'its API accepts connections and does not answer'],
  evidenceAgainst: ['an answer of MediaMTX'],
  fix: 'Continue the process: kill -CONT <mediamtx-pid>. Then end the debugger or script that stopped it, or unfreeze its container.',
  confirm: ['ps -o pid,stat,args -p <mediamtx-pid>', 'curl -i --max-time 2 <mediamtx-api>/v3/paths/list'],
  terminal: true,
  find: (facts) => {
    const trouble = mediamtxTrouble(facts);
    if (trouble?.kind === 'stopped') {
      const { evidence } = trouble;
      return {
        summary: `MediaMTX is stopped (SIGSTOP): ${evidence[0].text}.`,
        evidence,
        certainty: 'certain',
      };
    }
    const silent = apiFinding(
      facts,
      'silent',
      ({ url }) =>
        `MediaMTX accepts connections and does not answer GET ${url}: it is stopped (SIGSTOP) or overloaded.`,
    );
    return silent && { ...silent, certainty: 'likely' };
  },
});
