import type { BoundaryId, BoundaryState, BoundaryStatus } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from '../facts/pipeline-facts.ts';
import type { Boundary, BoundaryObservation } from './boundary.ts';

/** The state of each boundary, and the first broken one. */
export interface ObservedChain {
  readonly chain: readonly BoundaryState[];
  readonly broken: BoundaryId | undefined;
}

/** Observes each boundary by itself; the first wrong one is the broken one, and those after it are affected. */
export function observeChain(boundaries: readonly Boundary[], facts: PipelineFacts): ObservedChain {
  let broken: BoundaryId | undefined;
  const chain = boundaries.map((boundary): BoundaryState => {
    const observed = boundary.observe(facts);
    const status = statusOf(observed, broken !== undefined);
    if (status === 'broken') broken = boundary.id;
    const { in: input, out: output, evidence } = observed;
    return {
      ...{ id: boundary.id, title: boundary.title, status, evidence: [...evidence] },
      ...(input !== undefined && { in: input }),
      ...(output !== undefined && { out: output }),
    };
  });
  return { chain, broken };
}

function statusOf({ status }: BoundaryObservation, isDownstream: boolean): BoundaryStatus {
  if (status === 'ok' || status === 'unseen') return status;
  if (status === 'nothing-in') return 'not-reached';
  return isDownstream ? 'affected' : 'broken';
}
