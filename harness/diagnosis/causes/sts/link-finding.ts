import { blockedLoop } from '../../facts/event-loop.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { isSilent } from '../../facts/service-life.ts';
import { type LinkFailure, type LinkFailureKind, linkFailure } from '../../facts/sts-link.ts';
import type { CauseFinding } from '../cause.ts';

/**
 * The failure of the worker to open a session, when it is of one of these kinds and the STS service itself runs: one that
 * is dead, stopped or blocked explains every kind.
 */
export function ownLinkFailure(
  facts: PipelineFacts,
  ...kinds: readonly LinkFailureKind[]
): LinkFailure | undefined {
  const failure = linkFailure(facts);
  if (failure === undefined || !kinds.includes(failure.kind)) return undefined;
  const isExplained = isSilent(facts, 'sts-service') || blockedLoop(facts) !== undefined;
  return isExplained ? undefined : failure;
}

/** The finding of a failure to open a session. */
export function linkFinding(
  { errors: [first, ...others] }: LinkFailure,
  summary: string,
  more: Partial<CauseFinding> = {},
): CauseFinding {
  const last = others.at(-1);
  const repeated =
    last === undefined
      ? []
      : [{ ...last.ref, text: `${others.length} more attempts failed in the same way` }];
  return { summary, evidence: [first.ref, ...repeated], certainty: 'certain', ...more };
}
