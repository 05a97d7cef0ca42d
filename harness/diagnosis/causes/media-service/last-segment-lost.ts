import { observationRef } from '../../facts/run-facts.ts';
import { publishedBy } from '../../facts/stream-facts.ts';
import { stsExchange } from '../../facts/sts-exchange.ts';
import { segmentS } from '../../facts/worker-progress.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** A shorter rest is not dubbed. */
const MIN_DUBBED_S = 1;

/** The end of the stream was not dubbed. */
export const lastSegmentLost = defineCause({
  code: 'LAST_SEGMENT_LOST',
  title: 'The last segment of the stream was not sent',
  boundary: 'segmenter',
  class: 'PRODUCT',
  meaning:
    'At the end of the stream the worker must send the rest of the audio as a last, shorter segment when it lasts 1 s or more. The whole clip was published, every earlier segment was sent, and the session was ended without the last one.',
  evidenceFor: [
    'stream:end after one fragment fewer than the clip has segments',
    'the publisher has sent the whole clip',
  ],
  evidenceAgainst: ['a publisher that ended early', 'a gap among the sent fragments'],
  fix: 'Correct media-service: at the end of the stream it must flush the segmenter, and send the rest as a last fragment before stream:end.',
  places: ['services/media-service/dubbing/segmenter.ts'],
  confirm: ['curl -s <media-service>/v1/streams'],
  find(facts): CauseFinding | undefined {
    const { sent, ends, inits } = stsExchange(facts);
    const published = publishedBy(facts);
    const [end] = ends;
    const lengthS = segmentS(facts);
    const { clip, leadInS = 0 } = facts.setup ?? {};
    if (clip === undefined || lengthS === undefined || published === undefined || end === undefined)
      return undefined;
    const totalS = clip.durationS + leadInS;
    const whole = Math.floor(totalS / lengthS + 1e-6);
    const restS = totalS - whole * lengthS;
    const expected = whole + (restS >= MIN_DUBBED_S - 1e-6 ? 1 : 0);
    const sequences = [...new Set(sent.map(({ sequence }) => sequence))].sort((a, b) => a - b);
    const isComplete = sequences.every((sequence, index) => sequence === index);
    if (inits.length !== 1 || !isComplete || sequences.length !== expected - 1 || expected < 2)
      return undefined;
    if (published.mediaS < totalS - 0.5) return undefined;
    const lastS = expected > whole ? restS : lengthS;
    return {
      summary: `The worker sent ${sequences.length} of ${expected} segments: the last one, ${lastS.toFixed(1)} s long, was not sent, although the whole clip of ${totalS.toFixed(1)} s was published.`,
      evidence: [
        observationRef(
          end,
          `stream:end after ${sequences.length} ${sequences.length === 1 ? 'fragment' : 'fragments'} of ${lengthS} s`,
        ),
        published.ref,
      ],
      certainty: 'certain',
    };
  },
});
