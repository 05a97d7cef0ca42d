import { type ContainerTrouble, containerTroubles } from '../../facts/container-facts.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import type { CauseFinding } from '../cause.ts';

interface Description extends Pick<CauseFinding, 'summary' | 'fix' | 'against' | 'class'> {
  /** Beside what the probe found. */
  readonly evidence?: readonly (CauseFinding['evidence'][0] | undefined)[];
}

/** A container of a service, as a shell finds it. */
export function containerOf(service: string): string {
  return `$(docker ps -aq --filter name=${service} | head -1)`;
}

/**
 * The finding of a cause that is one kind of trouble of a container. Further containers with the same trouble are more
 * evidence.
 *
 * @param confirm commands for `<container>`
 */
export function containerFinding(
  facts: PipelineFacts,
  { kind, confirm }: { readonly kind: ContainerTrouble['kind']; readonly confirm: readonly string[] },
  describe: (container: ContainerTrouble['container']) => Description,
): CauseFinding | undefined {
  const [first, ...others] = containerTroubles(facts).filter((trouble) => trouble.kind === kind);
  if (first === undefined) return undefined;
  const { evidence = [], ...rest } = describe(first.container);
  const { name, container = containerOf(name) } = first.container;
  return {
    ...rest,
    certainty: first.isProof ? 'certain' : 'likely',
    evidence: [first.ref, ...evidence.filter((ref) => ref !== undefined), ...others.map(({ ref }) => ref)],
    confirm: confirm.map((command) => command.replaceAll('<container>', container)),
  };
}
