import { mediamtxTrouble } from '../../facts/mediamtx-facts.ts';
import { defineCause } from '../cause.ts';
import { fixOfDeath } from '../service-trouble.ts';

/** MediaMTX answered, and then its process ended. */
export const mediamtxDied = defineCause({
  code: 'MEDIAMTX_DIED',
  title: 'MediaMTX ended during the run',
  boundary: 'input',
  class: 'ENVIRONMENT',
  meaning:
    'The process of MediaMTX ended while it was needed, by itself or by a signal. All streams, recordings and hooks ended with it.',
  evidenceFor: [
    'the end of its process, with exit code or signal',
    'its address refuses connections after it has answered',
  ],
  evidenceAgainst: ['the harness ended it on purpose'],
  fix: 'Correct the last error in the log of MediaMTX. After a signal: free memory if the log of the kernel shows the OOM killer, otherwise stop the supervisor or script that sent the signal.',
  confirm: [
    'pnpm scenario show <run> --logs mediamtx | tail -20',
    'journalctl -k | grep -i "killed process"',
  ],
  terminal: true,
  find: (facts) => {
    const trouble = mediamtxTrouble(facts);
    if (trouble === undefined || !['died', 'crash-loop'].includes(trouble.kind)) return undefined;
    const {
      how,
      evidence: [first, why],
    } = trouble;
    const because = why === undefined ? '' : ` Its error: ${why.text.replace(/^mediamtx: /, '')}.`;
    return {
      summary: `MediaMTX ended during the run: ${first.text.includes(how) ? first.text : `${how} (${first.text})`}.${because}`,
      evidence: trouble.evidence,
      fix: fixOfDeath('MediaMTX', how),
      certainty: 'certain',
    };
  },
});
