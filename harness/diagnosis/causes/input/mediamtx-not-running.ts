import { mediamtxTrouble } from '../../facts/mediamtx-facts.ts';
import { defineCause } from '../cause.ts';

/** MediaMTX never answered. */
export const mediamtxNotRunning = defineCause({
  code: 'MEDIAMTX_NOT_RUNNING',
  title: 'MediaMTX does not run',
  boundary: 'input',
  class: 'ENVIRONMENT',
  meaning:
    'Nothing listens at the address of MediaMTX, or its process ended while it started. No stream can be published.',
  evidenceFor: [
    'its address refuses connections, and there is no process of it',
    'its process ended before it answered for the first time',
  ],
  evidenceAgainst: ['an answer of MediaMTX during the run'],
  fix: 'Start MediaMTX. If it ends at once, correct the first error of its log; if it runs elsewhere, correct the address of its API.',
  confirm: ['curl -i <mediamtx-api>/v3/paths/list', 'pnpm scenario show <run> --logs mediamtx'],
  terminal: true,
  find: (facts) => {
    const trouble = mediamtxTrouble(facts);
    if (trouble === undefined || !['never-ran'].includes(trouble.kind)) return undefined;
    const {
      how,
      evidence: [first, why],
    } = trouble;
    const because = why === undefined ? '' : ` Its error: ${why.text.replace(/^mediamtx: /, '')}.`;
    return {
      summary: `MediaMTX does not run: ${first.text.includes(how) ? first.text : `${how} (${first.text})`}.${because}`,
      evidence: trouble.evidence,
      certainty: 'certain',
    };
  },
});
