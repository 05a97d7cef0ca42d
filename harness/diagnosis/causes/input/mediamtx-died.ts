import { mediamtxTrouble } from '../../facts/mediamtx-facts.ts';
import { defineCause } from '../cause.ts';

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
  fix: 'Read the last lines of its log. After a signal, find who sent it: the kernel (out of memory), a supervisor, a person.',
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
    const because = why === undefined ? '' : ` Its last error: ${why.text}.`;
    return {
      summary: `MediaMTX ended during the run: ${how} (${first.text}).${because}`,
      evidence: trouble.evidence,
      certainty: 'certain',
    };
  },
});
