import { type ApiTrouble, apiTrouble } from '../../facts/mediamtx-facts.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import type { CauseFinding } from '../cause.ts';

/** The finding of a cause that is one kind of answer at the address of MediaMTX's API. */
export function apiFinding(
  facts: PipelineFacts,
  kind: ApiTrouble['kind'],
  summarise: (trouble: ApiTrouble) => string,
): CauseFinding | undefined {
  const trouble = apiTrouble(facts);
  if (trouble?.kind !== kind) return undefined;
  const { url, evidence } = trouble;
  return { summary: summarise(trouble), evidence, certainty: 'certain', confirm: [`curl -i ${url}`] };
}
