import type { Diagnosis } from '../run-data/diagnosis.ts';
import type { CauseDefinition } from './causes/cause.ts';
import { CAUSES } from './causes/registry.ts';
import { CHAIN } from './chain/chain.ts';
import { observeChain } from './chain/observe-chain.ts';
import { PipelineFacts } from './facts/pipeline-facts.ts';
import type { RunRecord } from './facts/run-facts.ts';
import { rankCauses } from './rank-causes.ts';

/**
 * Diagnoses a failed run. A pure function of what the run recorded.
 *
 * @param causes the registry by default
 * @returns undefined when no step has failed
 */
export function diagnose(
  record: RunRecord,
  causes: readonly CauseDefinition[] = CAUSES,
): Diagnosis | undefined {
  const facts = new PipelineFacts(record);
  const { failedStep, start } = facts;
  if (failedStep === undefined) return undefined;
  const { chain, broken } = observeChain(CHAIN, facts);
  const ranked = rankCauses(causes, facts, broken);
  const { number, id, title } = failedStep;
  return {
    verdict: ranked.causes.map(({ summary }) => summary).join(' Also: ') || `The cause is unknown.`,
    step: { number, id, title },
    causes: [...ranked.causes],
    alternatives: [...ranked.alternatives],
    chain: [...chain],
    ...(broken !== undefined && { broken }),
    next: `pnpm scenario show ${start?.runId ?? 'last'} --step ${number}`,
  };
}
