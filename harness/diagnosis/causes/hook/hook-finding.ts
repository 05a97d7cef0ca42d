import { type HookTrouble, hookTrouble } from '../../facts/hook-facts.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import type { CauseFinding } from '../cause.ts';

/** The finding of a cause that is one kind of trouble of the hook. */
export function hookFinding(
  facts: PipelineFacts,
  kind: HookTrouble['kind'],
  describe: (trouble: HookTrouble) => Pick<CauseFinding, 'summary' | 'fix' | 'confirm'>,
): CauseFinding | undefined {
  const trouble = hookTrouble(facts);
  if (trouble?.kind !== kind) return undefined;
  return { ...describe(trouble), evidence: trouble.evidence, certainty: 'certain' };
}
