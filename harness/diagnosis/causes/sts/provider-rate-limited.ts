import { failedResults } from '../../facts/failed-results.ts';
import { type CauseFinding, defineCause } from '../cause.ts';
import { failedRefs } from './stage-finding.ts';

/** A provider of the STS service refuses requests because there are too many. */
export const providerRateLimited = defineCause({
  code: 'PROVIDER_RATE_LIMITED',
  title: 'A provider of the STS service limits the rate of requests',
  boundary: 'result',
  class: 'ENVIRONMENT',
  meaning:
    'A remote provider of speech recognition, translation or synthesis answers with 429 or a code of the same meaning: the quota of the account or its rate limit is used up.',
  evidenceFor: ['fragment:processed with the code RATE_LIMIT_EXCEEDED, or a message with status 429'],
  evidenceAgainst: ['other failures of the stage'],
  fix: 'Raise the quota of the account at the provider, configure another provider (STS_ASR, STS_TRANSLATOR, STS_TTS), or reduce STS_CONCURRENCY and the number of streams.',
  confirm: ['pnpm scenario show <run> --logs sts-service | grep -i "429\\|rate"'],
  find(facts): CauseFinding | undefined {
    const failures = failedResults(facts);
    if (failures?.kind !== 'rate-limited') return undefined;
    const { failed, all, stage } = failures;
    const limited = failed.find(({ error }) =>
      /429|RATE_LIMIT|rate.?limit|too many/i.test(`${error?.code} ${error?.message}`),
    );
    const what = { asr: 'speech recognition', translation: 'translation', tts: 'speech synthesis' };
    const settings = { asr: 'STS_ASR', translation: 'STS_TRANSLATOR', tts: 'STS_TTS' };
    return {
      summary: `The provider of ${stage === undefined ? 'the STS service' : what[stage]} limits the rate of requests: ${failed.length} of ${all.length} results failed with ${limited?.error?.code}: ${limited?.error?.message}`,
      evidence: failedRefs(failed),
      certainty: 'certain',
      ...(stage !== undefined && {
        boundary: stage,
        fix: `Raise the quota of the account at the provider, set ${settings[stage]} of the STS service to another provider, or reduce STS_CONCURRENCY and the number of streams.`,
      }),
    };
  },
});
