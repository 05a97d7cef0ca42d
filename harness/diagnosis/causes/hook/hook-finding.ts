import { type HookTrouble, hookTrouble } from '../../facts/hook-facts.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import type { CauseFinding } from '../cause.ts';

/**
 * The finding of a cause that is one kind of trouble of the hook.
 *
 * @param describe receives the name of the hook, too: `MediaMTX hook /usr/bin/mtx-hook`
 */
export function hookFinding(
  facts: PipelineFacts,
  kind: HookTrouble['kind'],
  describe: (trouble: HookTrouble, hook: string) => Pick<CauseFinding, 'summary' | 'fix' | 'confirm'>,
): CauseFinding | undefined {
  const trouble = hookTrouble(facts);
  if (trouble?.kind !== kind) return undefined;
  // Until the input has been checked, the step that checks it can pass without a hook.
  const isInputReceived = facts.step('mediamtx-received-stream')?.status === 'passed';
  return {
    ...describe(trouble, trouble.path === undefined ? 'MediaMTX hook' : `MediaMTX hook ${trouble.path}`),
    evidence: trouble.evidence,
    certainty: isInputReceived ? 'certain' : 'likely',
  };
}
