import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { observationRef } from '../../facts/run-facts.ts';
import { languagesOf, type SpokenSegment, shareFound, spokenSegments } from '../../facts/spoken-segments.ts';
import { stsExchange } from '../../facts/sts-exchange.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** From this share of the spoken words on, a transcript belongs to a segment. */
const BELONGS = 0.75;
const DOES_NOT_BELONG = 0.5;

interface Misplaced {
  readonly segment: SpokenSegment;
  readonly of: SpokenSegment;
}

/** Transcripts contain what is spoken in another segment. */
export const transcriptOfAnotherFragment = defineCause({
  code: 'TRANSCRIPT_OF_ANOTHER_FRAGMENT',
  title: 'A result has the transcript of another fragment',
  boundary: 'asr',
  class: 'PRODUCT',
  meaning:
    'The transcript of a result contains the words that the manifest of the clip lists for another segment: results of concurrent fragments are mixed up.',
  evidenceFor: ['a transcript that matches another segment and not its own'],
  evidenceAgainst: [
    'a transcript that matches no segment',
    'results that only arrive in another order: see RESULTS_OUT_OF_ORDER',
  ],
  fix: 'Correct the STS service where it assigns recognised text to fragments: concurrent fragments must not share state.',
  places: ['services/sts-service/processing/dubbing-processor.ts', 'services/sts-service/providers/'],
  confirm: ['pnpm scenario show <run> --step 4'],
  find(facts): CauseFinding | undefined {
    const misplaced = misplacedTranscripts(facts);
    const [first, ...others] = misplaced;
    if (first === undefined) return undefined;
    const all = spokenSegments(facts).length;
    return {
      summary: `${misplaced.length} of ${all} results have the transcript of another fragment; fragment ${first.segment.fragment.sequenceNumber} has "${first.segment.fragment.transcript}", which is spoken in segment ${first.of.fragment.sequenceNumber}.`,
      evidence: [refOf(facts, first), ...others.slice(0, 2).map((entry) => refOf(facts, entry))],
      certainty: 'certain',
    };
  },
});

function misplacedTranscripts(facts: PipelineFacts): readonly Misplaced[] {
  const segments = spokenSegments(facts);
  const language = languagesOf(facts)?.source;
  return segments.flatMap((segment): Misplaced[] => {
    const { transcript = '' } = segment.fragment;
    if (transcript.trim() === '' || segment.spoken.length === 0) return [];
    if (shareFound(transcript, segment.spoken, language) > DOES_NOT_BELONG) return [];
    const of = segments.find(
      (other) => other !== segment && shareFound(transcript, other.spoken, language) >= BELONGS,
    );
    return of === undefined ? [] : [{ segment, of }];
  });
}

function refOf(facts: PipelineFacts, { segment, of }: Misplaced) {
  const { fragmentId, sequenceNumber, transcript } = segment.fragment;
  const text = `fragment ${sequenceNumber}: transcript "${transcript}", spoken in segment ${of.fragment.sequenceNumber}`;
  const result = stsExchange(facts).results.find(({ id }) => id === fragmentId);
  return result === undefined
    ? { text, file: 'evidence/fragments.json', source: 'fragments-processed' }
    : observationRef(result.event, text);
}
