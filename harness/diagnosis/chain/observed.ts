import { formatActual, formatLimit } from '../../engine/check-text.ts';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from '../facts/pipeline-facts.ts';
import type { BoundaryObservation } from './boundary.ts';

type Ref = EvidenceRef | undefined;

interface Seen {
  readonly in?: string | undefined;
  readonly out?: string | undefined;
  readonly evidence?: readonly Ref[];
}

export const ok = (seen: Seen): BoundaryObservation => observation('ok', seen);
export const wrong = (seen: Seen): BoundaryObservation => observation('wrong', seen);
export const nothingIn = (seen: Seen = {}): BoundaryObservation => observation('nothing-in', seen);
export const unseen = (seen: Seen = {}): BoundaryObservation => observation('unseen', seen);

function observation(status: BoundaryObservation['status'], seen: Seen): BoundaryObservation {
  const { in: input, out: output, evidence = [] } = seen;
  return {
    status,
    ...(input !== undefined && { in: input }),
    ...(output !== undefined && { out: output }),
    evidence: evidence.filter((ref) => ref !== undefined),
  };
}

/** The failed checks with one of these ids, as evidence. */
export function failedChecks(facts: PipelineFacts, ids: readonly string[]): readonly EvidenceRef[] {
  return facts.events.flatMap((event) => {
    if (event.type !== 'check' || event.check.status !== 'failed' || !ids.includes(event.check.id)) return [];
    const { title, instance } = event.check;
    const name = instance === undefined ? title : `${title} (${instance})`;
    const text = `${name}: ${formatActual(event.check)} (${formatLimit(event.check)})`;
    return [{ text, atMs: event.atMs, seq: event.seq, source: 'check' }];
  });
}
