import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { observationRef } from './run-facts.ts';
import { stsExchange } from './sts-exchange.ts';

const outcomesSchema = z.object({
  processed: z.number().optional(),
  partial: z.number().optional(),
  fallback: z.number().optional(),
  dropped: z.number().optional(),
});
const countersSchema = z.looseObject({
  outcomes: outcomesSchema,
  sent: z.number().optional(),
  inflight: z.number().optional(),
});

/** A counter that differs from what was observed at another place. */
export interface WrongCounter {
  readonly name: string;
  readonly counted: number;
  readonly observed: number;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

/**
 * The counters of the worker that differ from the fragments that the observer saw, once nothing is in flight any more.
 * Empty when nothing can be compared.
 */
export function wrongCounters(facts: PipelineFacts): readonly WrongCounter[] {
  const counters = countersSchema.safeParse(facts.evidence('worker-account')).data;
  const { sent, results, ends } = stsExchange(facts);
  const [end] = ends;
  if (counters === undefined || end === undefined || sent.length === 0) return [];
  if (facts.outputOf('fragments-processed') === undefined || isObserverIncomplete(facts)) return [];
  const observed = new Set(sent.map(({ id }) => id)).size;
  const usable = new Set(results.filter(({ status }) => status !== 'failed').map(({ id }) => id)).size;
  const { processed, partial, fallback = 0, dropped = 0 } = counters.outcomes;
  const wrong: WrongCounter[] = [];
  const compare = (name: string, counted: number | undefined, expected: number, what: string): void => {
    if (counted === undefined || counted === expected) return;
    wrong.push({
      name,
      counted,
      observed: expected,
      evidence: [
        { text: `${name}: ${counted}`, file: 'evidence/worker-account.json', source: 'metrics' },
        observationRef(end, `${what}: ${expected}, when the session ended`),
      ],
    });
  };
  compare('fragments sent', counters.sent, observed, 'fragments observed');
  // A fragment that falls back although its result arrived has another cause.
  if (fallback === 0 && dropped === 0 && processed !== undefined)
    compare('fragments processed', processed + (partial ?? 0), usable, 'results observed');
  const sum = (processed ?? 0) + (partial ?? 0) + fallback + dropped;
  if (fallback + dropped > 0 && processed !== undefined)
    compare('outcomes', sum, observed, 'fragments observed');
  return wrong;
}

function isObserverIncomplete(facts: PipelineFacts): boolean {
  const missed = z.looseObject({ missed: z.array(z.string()) }).safeParse(facts.evidence('fragments')).data;
  return missed === undefined || missed.missed.length > 0;
}
