import { resultRef, share, stsExchange } from '../../facts/sts-exchange.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** Successful results have no dubbed audio. */
export const resultWithoutAudio = defineCause({
  code: 'RESULT_WITHOUT_AUDIO',
  title: 'Results have no dubbed audio',
  boundary: 'result',
  class: 'PRODUCT',
  meaning:
    'Results of the STS service report success without dubbed_audio, or with an empty one. The worker airs the original audio.',
  evidenceFor: ['fragment:processed with status success and without `dubbed_audio.data_base64`'],
  evidenceAgainst: ['failed results, which have no audio'],
  fix: 'Correct the STS service: each successful result must contain the synthesised audio (dubbed_audio.data_base64).',
  places: ['services/sts-service/processing/dubbing-processor.ts'],
  confirm: ['pnpm scenario show <run> --step 4'],
  find(facts): CauseFinding | undefined {
    const dubbed = stsExchange(facts).results.filter(({ status }) => status !== 'failed');
    const missing = dubbed.filter(({ audio }) => (audio?.characters ?? 0) === 0);
    const [first, ...others] = missing;
    if (first === undefined) return undefined;
    const what = first.audio === undefined ? 'no dubbed_audio' : 'an empty dubbed_audio';
    return {
      summary: `${share(missing, dubbed)} results of the STS service report ${first.status} and have ${what}.`,
      evidence: [
        resultRef(first, `status ${first.status}, ${what}`),
        ...others.slice(0, 1).map((result) => resultRef(result, `status ${result.status}, ${what}`)),
      ],
      certainty: 'certain',
    };
  },
});
