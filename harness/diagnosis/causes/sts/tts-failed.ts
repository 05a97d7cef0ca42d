import { defineCause } from '../cause.ts';
import { stageFinding } from './stage-finding.ts';

/** Speech synthesis fails for each fragment. */
export const ttsFailed = defineCause({
  code: 'TTS_FAILED',
  title: 'Speech synthesis fails',
  boundary: 'tts',
  class: 'PRODUCT',
  meaning:
    'From some fragment on, each result of the STS service reports a failure of this stage. The segments keep their original audio.',
  evidenceFor: ['fragment:processed with status failed and this stage, without a success after it'],
  evidenceAgainst: [
    'later fragments that succeed: see FRAGMENTS_FAIL_INTERMITTENTLY',
    'a rate limit: see PROVIDER_RATE_LIMITED',
  ],
  fix: 'Correct the error that the results name; reproduce it by running the TTS provider by hand with the translation of a fragment.',
  places: ['services/sts-service/providers/', 'services/sts-service/processing/dubbing-processor.ts'],
  confirm: ['pnpm scenario show <run> --events fragment:processed'],
  find: (facts) => stageFinding(facts, 'tts', 'Speech synthesis'),
});
