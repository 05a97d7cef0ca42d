import { describeFailed, failedResults, type Stage } from '../../facts/failed-results.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { resultRef } from '../../facts/sts-exchange.ts';
import type { CauseFinding } from '../cause.ts';

/** The finding of a cause that is one stage failing for every fragment. */
export function stageFinding(facts: PipelineFacts, stage: Stage, name: string): CauseFinding | undefined {
  const failures = failedResults(facts);
  if (failures?.kind !== 'stage' || failures.stage !== stage) return undefined;
  return {
    summary: `${name} of the STS service fails: ${describeFailed(failures)}.`.replace('..', '.'),
    evidence: failedRefs(failures.failed),
    certainty: 'certain',
  };
}

type Failed = NonNullable<ReturnType<typeof failedResults>>['failed'];

/** The first failed results as evidence. */
export function failedRefs([first, ...others]: Failed): CauseFinding['evidence'] {
  const ref = (result: Failed[number]) =>
    resultRef(result, `${result.error?.code ?? 'failed'}: ${result.error?.message ?? 'no reason given'}`);
  return [ref(first), ...others.slice(0, 2).map(ref)];
}
