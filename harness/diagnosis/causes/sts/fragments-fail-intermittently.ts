import { describeFailed, failedResults } from '../../facts/failed-results.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { failedRefs } from './stage-finding.ts';

/** Some fragments fail, and later ones succeed. */
export const fragmentsFailIntermittently = defineCause({
  code: 'FRAGMENTS_FAIL_INTERMITTENTLY',
  title: 'Some fragments fail and others succeed',
  boundary: 'result',
  class: 'PRODUCT',
  meaning:
    'The STS service fails for single fragments and succeeds for later ones. Likely reasons: a model without enough memory under load, a defective instance among several, or audio that a stage does not support.',
  evidenceFor: ['fragment:processed with status failed, and a success after it'],
  evidenceAgainst: [
    'each fragment fails: see ASR_FAILED, TRANSLATION_FAILED and TTS_FAILED',
    'a rate limit: see PROVIDER_RATE_LIMITED',
  ],
  fix: 'Correct the error that the failed results name. Compare the failed fragments with the others: position, length, content and load.',
  places: ['services/sts-service/processing/dubbing-processor.ts', 'services/sts-service/providers/'],
  confirm: ['pnpm scenario show <run> --events fragment:processed'],
  find(facts): CauseFinding | undefined {
    const failures = failedResults(facts);
    if (failures?.kind !== 'now-and-then') return undefined;
    const { failed, stage } = failures;
    const numbers = failed.map(({ sequence }) => sequence).join(', ');
    return {
      summary:
        `The STS service fails for some fragments only (${numbers}): ${describeFailed(failures)}.`.replace(
          '..',
          '.',
        ),
      evidence: failedRefs(failed),
      certainty: 'certain',
      ...(stage !== undefined && { boundary: stage }),
    };
  },
});
