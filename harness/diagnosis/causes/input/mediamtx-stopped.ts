import { mediamtxTrouble } from '../../facts/mediamtx-facts.ts';
import { defineCause } from '../cause.ts';
import { apiFinding } from './api-finding.ts';

/** MediaMTX exists and does nothing. */
export const mediamtxStopped = defineCause({
  code: 'MEDIAMTX_STOPPED',
  title: 'MediaMTX is suspended',
  boundary: 'input',
  class: 'ENVIRONMENT',
  meaning:
    'The process of MediaMTX is stopped (SIGSTOP, a frozen container): it accepts connections and answers nothing. Publishers and readers wait.',
  evidenceFor: ['its process has the state T', 'its API accepts connections and does not answer'],
  evidenceAgainst: ['it answers'],
  fix: 'Continue it: kill -CONT <mediamtx-pid>, and find what stopped it.',
  confirm: ['ps -o pid,stat,args -C mediamtx', 'curl -i --max-time 2 <mediamtx-api>/v3/paths/list'],
  terminal: true,
  find: (facts) => {
    const trouble = mediamtxTrouble(facts);
    if (trouble?.kind === 'stopped') {
      const { evidence } = trouble;
      return { summary: `MediaMTX is suspended: ${evidence[0].text}.`, evidence, certainty: 'certain' };
    }
    const silent = apiFinding(
      facts,
      'silent',
      ({ url }) =>
        `MediaMTX accepts connections and does not answer GET ${url}: it is suspended or overloaded.`,
    );
    return silent && { ...silent, certainty: 'likely' };
  },
});
