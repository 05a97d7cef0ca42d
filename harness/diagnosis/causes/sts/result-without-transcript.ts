import { spokenSegments } from '../../facts/spoken-segments.ts';
import { resultRef, share, stsExchange } from '../../facts/sts-exchange.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** Results lack the transcript of their speech. */
export const resultWithoutTranscript = defineCause({
  code: 'RESULT_WITHOUT_TRANSCRIPT',
  title: 'Results have no transcript',
  boundary: 'asr',
  class: 'PRODUCT',
  meaning:
    'Results of the STS service report success without a transcript, or with an empty one for a segment in which words are spoken.',
  evidenceFor: [
    'fragment:processed without `transcript`, or with an empty one although the manifest of the clip lists words',
  ],
  evidenceAgainst: ['a segment without speech'],
  fix: 'Correct the STS service: speech recognition must return the text of a segment with speech, and the result must contain it (transcript).',
  places: ['services/sts-service/processing/dubbing-processor.ts', 'services/sts-service/providers/'],
  confirm: ['pnpm scenario show <run> --step 4'],
  find(facts): CauseFinding | undefined {
    const { results } = stsExchange(facts);
    const spoken = new Set(
      spokenSegments(facts)
        .filter((segment) => segment.spoken.length > 0)
        .map(({ fragment }) => fragment.fragmentId),
    );
    const dubbed = results.filter(({ status }) => status !== 'failed');
    const [first, ...others] = dubbed.filter(
      ({ transcript, id }) => transcript === undefined || (transcript.trim() === '' && spoken.has(id)),
    );
    if (first === undefined) return undefined;
    const what = first.transcript === undefined ? 'no transcript' : 'an empty transcript';
    return {
      summary: `${share([first, ...others], dubbed)} results of the STS service have ${what}, although their segments contain speech.`,
      evidence: [
        resultRef(first, `status ${first.status}, ${what}`),
        ...others.slice(0, 1).map((result) => resultRef(result, `status ${result.status}, ${what}`)),
      ],
      certainty: 'certain',
    };
  },
});
