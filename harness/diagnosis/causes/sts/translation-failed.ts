import { defineCause } from '../cause.ts';
import { stageFinding } from './stage-finding.ts';

/** Translation fails for each fragment. */
export const translationFailed = defineCause({
  code: 'TRANSLATION_FAILED',
  title: 'Translation fails',
  boundary: 'translation',
  class: 'PRODUCT',
  meaning:
    'From some fragment on, each result of the STS service reports a failure of this stage. The segments keep their original audio.',
  evidenceFor: ['fragment:processed with status failed and this stage, without a success after it'],
  evidenceAgainst: [
    'later fragments that succeed: see FRAGMENTS_FAIL_INTERMITTENTLY',
    'a rate limit: see PROVIDER_RATE_LIMITED',
  ],
  fix: 'Correct the error that the results name; reproduce it by running the translator by hand with the transcript of a fragment.',
  places: ['services/sts-service/providers/', 'services/sts-service/processing/dubbing-processor.ts'],
  confirm: ['pnpm scenario show <run> --events fragment:processed'],
  find: (facts) => stageFinding(facts, 'translation', 'Translation'),
});
