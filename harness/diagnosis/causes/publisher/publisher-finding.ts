import { type ClipTrouble, clipTrouble } from '../../facts/clip-facts.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { type PublisherTrouble, publisherTrouble } from '../../facts/publisher-facts.ts';
import type { CauseFinding } from '../cause.ts';

type Described = Pick<CauseFinding, 'summary' | 'fix' | 'confirm' | 'class'> &
  Partial<Pick<CauseFinding, 'evidence'>>;

/** The finding of a cause that is one kind of trouble of the publisher. */
export function publisherFinding(
  facts: PipelineFacts,
  kinds: readonly PublisherTrouble['kind'][],
  describe: (trouble: PublisherTrouble) => Described,
): CauseFinding | undefined {
  const trouble = publisherTrouble(facts);
  if (trouble === undefined || !kinds.includes(trouble.kind)) return undefined;
  return { evidence: trouble.evidence, ...describe(trouble), certainty: 'certain' };
}

/** The finding of a cause that is one kind of trouble of the clip. */
export function clipFinding(
  facts: PipelineFacts,
  kind: ClipTrouble['kind'],
  describe: (trouble: ClipTrouble) => Described,
): CauseFinding | undefined {
  const trouble = clipTrouble(facts);
  if (trouble?.kind !== kind) return undefined;
  return { ...describe(trouble), evidence: trouble.evidence, certainty: 'certain' };
}
