import { inCheckout } from '../../facts/checkout.ts';
import { audioFault } from '../../facts/output-audio.ts';
import { resultOrder } from '../../facts/sts-exchange.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The worker airs the dubbed audio of segments in another order. */
export const outputSegmentsSwapped = defineCause({
  code: 'OUTPUT_SEGMENTS_SWAPPED',
  title: 'Segments are aired in the wrong order',
  boundary: 'worker-output',
  class: 'PRODUCT',
  meaning:
    'Each dubbed segment is in the output once, and some are in the place of others. Results are aired in the order in which they arrive instead of that of their segments.',
  evidenceFor: ['segments of the output with the dubbed audio of other ones, each of them once'],
  evidenceAgainst: [
    'frames of the output are wrong, so that A/V offsets cannot be measured',
    'the recorded input lacks frames, or the output was published more than once',
  ],
  fix: 'Correct media-service: it must air the segments in the order of their sequence numbers, independent of the order of their results.',
  confirm: ['pnpm scenario show <run> --step 5'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const fault = audioFault(facts);
    if (fault?.kind !== 'swapped') return undefined;
    const order = resultOrder(facts);
    return {
      summary: `${fault.text}${order === undefined ? '' : `, although ${order.text}`}.`,
      evidence: [fault.evidence[0], ...(order === undefined ? [] : [order.ref]), ...fault.evidence.slice(1)],
      certainty: 'certain',
      fix: `Correct media-service${inCheckout(facts, 'services/media-service/dubbing/, services/media-service/worker/dub-and-air.ts')}: it must air the segments in the order of their sequence numbers, independent of the order of their results.`,
    };
  },
});
