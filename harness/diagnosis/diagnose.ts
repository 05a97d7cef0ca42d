import { locationOf, type StepResult } from '../engine/index.ts';
import type { BoundaryId, BoundaryState, DiagnosedCause, Diagnosis } from '../run-data/diagnosis.ts';
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
 * @param registry the causes to look for; all by default
 * @returns undefined when no step has failed
 */
export function diagnose(
  record: RunRecord,
  registry: readonly CauseDefinition[] = CAUSES,
): Diagnosis | undefined {
  const facts = new PipelineFacts(record);
  const { failedStep, start } = facts;
  if (failedStep === undefined) return undefined;
  const { chain, broken } = observeChain(CHAIN, facts);
  const { causes, alternatives } = rankCauses(registry, facts, broken);
  const { number, id, title } = failedStep;
  const location = locationOf(failedStep);
  return {
    verdict: causes.length > 0 ? verdictOf(causes) : unknownVerdict(failedStep, chain, broken),
    step: { number, id, title },
    causes: [...causes],
    alternatives: [...alternatives],
    chain: [...chain],
    ...(broken !== undefined && { broken }),
    ...(causes.length === 0 && { examined: examined(facts, chain) }),
    ...(location !== undefined && { location }),
    next: `pnpm scenario show ${start?.runId ?? 'last'} --step ${number}`,
  };
}

function verdictOf([first, ...others]: readonly DiagnosedCause[]): string {
  const further = others.map(({ summary }) => ` Independent of it: ${summary}`);
  return `${first?.summary ?? ''}${further.join('')}`;
}

function unknownVerdict(
  step: StepResult,
  chain: readonly BoundaryState[],
  broken: BoundaryId | undefined,
): string {
  const boundary = chain.find(({ id }) => id === broken);
  if (boundary === undefined)
    return `The cause is unknown: step ${step.number} (${step.id}) failed, and each boundary that was observed is as in a good run.`;
  const { title, in: input = 'not observed', out: output = 'nothing' } = boundary;
  return `The cause is unknown. The first boundary that differs from a good run is ${title}. In: ${input}. Out: ${output}.`;
}

/** What was examined without finding a cause: the boundaries with evidence, and the probes. */
function examined(facts: PipelineFacts, chain: readonly BoundaryState[]): string[] {
  const observed = chain.filter(({ status }) => status !== 'unseen' && status !== 'not-reached');
  const probes = new Set(facts.observations('probe').map(({ name }) => name));
  return [
    ...observed.map(
      ({ title, status, out: output }) => `${title}: ${status}${output === undefined ? '' : `, ${output}`}`,
    ),
    ...(probes.size === 0 ? [] : [`probes: ${[...probes].join(', ')}`]),
  ];
}
