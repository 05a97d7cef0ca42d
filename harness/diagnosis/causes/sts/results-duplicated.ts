import { resultRef, stsExchange } from '../../facts/sts-exchange.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** A fragment is answered more than once. */
export const resultsDuplicated = defineCause({
  code: 'RESULTS_DUPLICATED',
  title: 'Results arrive more than once',
  boundary: 'result',
  class: 'PRODUCT',
  meaning:
    'The STS service sends fragment:processed more than once for the same fragment: a retry after a success, or two subscriptions.',
  evidenceFor: ['two fragment:processed events with the same fragment id'],
  evidenceAgainst: ['an observer that is connected twice'],
  fix: 'Correct the STS service: remove the retry after a success or the second listener, so that it sends each result once.',
  places: [
    'services/sts-service/session/result-dispatcher.ts',
    'services/sts-service/session/session-emitter.ts',
  ],
  confirm: ['pnpm scenario show <run> --step 3'],
  find(facts): CauseFinding | undefined {
    const byId = Map.groupBy(stsExchange(facts).results, ({ id }) => id);
    const repeated = [...byId.values()].filter(({ length }) => length > 1);
    const [first] = repeated;
    const [original, again] = first ?? [];
    if (first === undefined || original === undefined || again === undefined) return undefined;
    return {
      summary: `${repeated.length} of ${byId.size} fragments were answered more than once; fragment ${original.sequence} ${first.length} times.`,
      evidence: [
        resultRef(again, `result ${original.id} again`),
        resultRef(original, `result ${original.id}`),
      ],
      certainty: 'certain',
    };
  },
});
