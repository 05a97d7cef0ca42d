import { inCheckout } from '../../facts/checkout.ts';
import { audioFault } from '../../facts/output-audio.ts';
import { resultOrder } from '../../facts/sts-exchange.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The worker airs the dubbed audio of one segment for several. */
export const outputSegmentRepeated = defineCause({
  code: 'OUTPUT_SEGMENT_REPEATED',
  title: 'A dubbed segment is aired twice',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning: 'The dubbed audio of one segment is played in the place of another, which is missing or late.',
  evidenceFor: ['two segments of the output with the same dubbed audio'],
  evidenceAgainst: [
    'frames of the output are wrong, so that A/V offsets cannot be measured',
    'the recorded input lacks frames, or the output was published more than once',
  ],
  fix: 'Correct media-service: it must air each result once, for the segment with its sequence number.',
  confirm: ['pnpm scenario show <run> --step 5'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const fault = audioFault(facts);
    if (fault?.kind !== 'repeated') return undefined;
    const order = resultOrder(facts);
    return {
      summary: `${fault.text}${order === undefined ? '' : `, although ${order.text}`}.`,
      evidence: [fault.evidence[0], ...(order === undefined ? [] : [order.ref]), ...fault.evidence.slice(1)],
      certainty: 'certain',
      fix: `Correct media-service${inCheckout(facts, 'services/media-service/dubbing/, services/media-service/worker/dub-and-air.ts')}: it must air each result once, for the segment with its sequence number.`,
    };
  },
});
