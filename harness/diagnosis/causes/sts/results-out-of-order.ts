import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { resultRef, type StsResult, stsExchange } from '../../facts/sts-exchange.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** Results of one session arrive in another order than that of their sequence numbers. */
export const resultsOutOfOrder = defineCause({
  code: 'RESULTS_OUT_OF_ORDER',
  title: 'Results arrive out of order',
  boundary: 'result',
  class: 'PRODUCT',
  meaning:
    'The protocol requires results in the order of their sequence numbers. The STS service sent a later one first. Likely it sends each result as soon as it is ready.',
  evidenceFor: [
    'a fragment:processed with a lower sequence number than the one before it, in the same session',
  ],
  evidenceAgainst: [
    'a new session, which counts from 0',
    'a result that is repeated: see RESULTS_DUPLICATED',
  ],
  fix: 'Correct the STS service: hold each result back until all earlier ones of the session have been sent.',
  places: [
    'services/sts-service/session/result-sequencer.ts',
    'services/sts-service/session/result-dispatcher.ts',
  ],
  confirm: ['pnpm scenario show <run> --step 3'],
  find(facts): CauseFinding | undefined {
    const sessions = resultsBySession(facts);
    const swapped = sessions.flatMap((results) =>
      results.flatMap((result, index) => {
        const before = results[index - 1];
        return before !== undefined && result.sequence < before.sequence ? [{ before, result }] : [];
      }),
    );
    const [first] = swapped;
    if (first === undefined) return undefined;
    const { before, result } = first;
    const order = sessions.flatMap((results) => results.map(({ sequence }) => sequence)).join(', ');
    return {
      summary: `Results arrive out of order: ${order}; result ${result.sequence} came after result ${before.sequence}.`,
      evidence: [
        resultRef(result, `after result ${before.sequence}`),
        resultRef(before, `before result ${result.sequence}`),
      ],
      certainty: 'certain',
    };
  },
});

/** The first result of each fragment, by session. */
function resultsBySession(facts: PipelineFacts): readonly (readonly StsResult[])[] {
  const { results, readies } = stsExchange(facts);
  const first = results.filter(({ id }, index) => results.findIndex((other) => other.id === id) === index);
  const sessionOf = ({ event }: StsResult): number =>
    readies.filter(({ atMs, seq }) => atMs <= event.atMs && seq < event.seq).length;
  return [...Map.groupBy(first, sessionOf).values()];
}
