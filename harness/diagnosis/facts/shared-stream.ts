import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { type Observation, observationRef } from './run-facts.ts';
import { stsEvents } from './stream-facts.ts';

const sessionSchema = z.looseObject({ meta: z.looseObject({ session_id: z.string() }) });

/** Sessions of one stream name that send fragments in turn. */
export interface SharedStream {
  readonly sessions: readonly string[];
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

/**
 * Sessions at the STS service that are used at the same time. A worker that connects again has a new session, too, and
 * never returns to the old one.
 */
export function sharedStream(facts: PipelineFacts): SharedStream | undefined {
  const sent = stsEvents(facts, 'fragment:data')
    .flatMap((event) => {
      const { data } = sessionSchema.safeParse(event.data);
      return data === undefined ? [] : [{ session: data.meta.session_id, event }];
    })
    .toSorted((a, b) => a.event.atMs - b.event.atMs);
  for (const [index, { session, event }] of sent.entries()) {
    const before = sent.slice(0, index);
    const other = before.at(-1);
    if (other === undefined || other.session === session) continue;
    if (!before.some((one) => one.session === session)) continue;
    const sessions = [...new Set(sent.map((one) => one.session))];
    const refOf = (one: Observation, id: string): EvidenceRef =>
      observationRef(one, `fragment:data of session ${id.slice(0, 8)}`);
    return { sessions, evidence: [refOf(event, session), refOf(other.event, other.session)] };
  }
  return undefined;
}
