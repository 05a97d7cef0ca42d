import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { observationRef } from './run-facts.ts';
import { sharedStream } from './shared-stream.ts';
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
  // The observer saw the fragments of two workers, and each counts its own.
  if (sharedStream(facts) !== undefined) return [];
  const observed = new Set(sent.map(({ id }) => id)).size;
  const usable = new Set(results.filter(({ status }) => status !== 'failed').map(({ id }) => id)).size;
  const { processed, partial = 0, fallback = 0, dropped = 0 } = counters.outcomes;
  const wrong: WrongCounter[] = [];
  const compare = (name: string, counted: number | undefined, { min, max }: Bounds, what: string): void => {
    if (counted === undefined || (counted >= min && counted <= max)) return;
    const expected = counted < min ? min : max;
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
  // A segment that falls back before it is sent is counted, too, and cannot be observed.
  const unsent = fallback + dropped;
  compare('fragments sent', counters.sent, { min: observed, max: observed + unsent }, 'fragments observed');
  if (processed === undefined) return wrong;
  // A result that arrives too late is no dubbed segment.
  compare(
    'fragments processed',
    processed + partial,
    { min: unsent === 0 ? usable : 0, max: usable },
    'results observed',
  );
  if (unsent > 0)
    compare(
      'outcomes',
      processed + partial + unsent,
      { min: observed, max: observed + unsent },
      'fragments observed',
    );
  return wrong;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

function isObserverIncomplete(facts: PipelineFacts): boolean {
  const missed = z.looseObject({ missed: z.array(z.string()) }).safeParse(facts.evidence('fragments')).data;
  return missed === undefined || missed.missed.length > 0;
}
