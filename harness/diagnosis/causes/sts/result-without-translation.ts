import { resultRef, share, stsExchange } from '../../facts/sts-exchange.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** Results have a transcript and no translation. */
export const resultWithoutTranslation = defineCause({
  code: 'RESULT_WITHOUT_TRANSLATION',
  title: 'Results have no translation',
  boundary: 'translation',
  class: 'PRODUCT',
  meaning:
    'Results of the STS service report success with a transcript and without its translation, or with an empty one.',
  evidenceFor: ['fragment:processed with a transcript and without `translated_text`'],
  evidenceAgainst: ['results that have no transcript either: see RESULT_WITHOUT_TRANSCRIPT'],
  fix: 'Correct the STS service: the translator must return text for each transcript, and the result must contain it (translated_text).',
  places: ['services/sts-service/processing/dubbing-processor.ts', 'services/sts-service/providers/'],
  confirm: ['pnpm scenario show <run> --step 4'],
  find(facts): CauseFinding | undefined {
    const { results } = stsExchange(facts);
    const recognised = results.filter(
      ({ status, transcript = '' }) => status !== 'failed' && transcript.trim() !== '',
    );
    const [first, ...others] = recognised.filter(({ translatedText = '' }) => translatedText.trim() === '');
    if (first === undefined) return undefined;
    const what = first.translatedText === undefined ? 'no translation' : 'an empty translation';
    return {
      summary: `${share([first, ...others], recognised)} results of the STS service have a transcript and ${what}; the first: "${first.transcript}".`,
      evidence: [
        resultRef(first, `transcript "${first.transcript}", ${what}`),
        ...others
          .slice(0, 1)
          .map((result) => resultRef(result, `transcript "${result.transcript}", ${what}`)),
      ],
      certainty: 'certain',
    };
  },
});
