import { z } from 'zod';
import type { EvidenceRef } from '../../../run-data/diagnosis.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { logRef, observationRef } from '../../facts/run-facts.ts';
import { stsExchange } from '../../facts/sts-exchange.ts';
import { lostSessions } from '../../facts/worker-errors.ts';

/** Evidence that a message exceeded the limit of its receiver. */
export interface TooLarge {
  readonly how: string;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

/** Websocket code 1009 is "message too big" (RFC 6455). */
const CLOSED_AS_TOO_LARGE = /\b1009\b|max payload|too (big|large)/i;
const CODE = 'FRAGMENT_TOO_LARGE';

/** Whether a fragment was refused for its size, by the protocol or by the socket. */
export function tooLarge(facts: PipelineFacts): TooLarge | undefined {
  const { errors, results } = stsExchange(facts);
  const refused = errors.find(({ code }) => code === CODE);
  if (refused !== undefined)
    return {
      how: refused.message,
      evidence: [observationRef(refused.event, `error ${refused.code}: ${refused.message}`)],
    };
  const failed = results.find(({ error }) => error?.code === CODE);
  if (failed !== undefined)
    return {
      how: failed.error?.message ?? '',
      evidence: [observationRef(failed.event, `fragment:processed ${failed.sequence}: ${CODE}`)],
    };
  const lost = lostSessions(facts).filter(({ reason }) => CLOSED_AS_TOO_LARGE.test(reason));
  const [first] = lost;
  if (first !== undefined)
    return {
      how: `the socket was closed with ${first.reason}`,
      evidence: [logRef(first.line, `session closed: ${first.reason}`), ...serverReports(facts)],
    };
  const [report] = serverReports(facts);
  return report === undefined ? undefined : { how: report.text, evidence: [report] };
}

function serverReports(facts: PipelineFacts): readonly EvidenceRef[] {
  return facts
    .logs({ source: 'sts-service', message: /worker disconnected|payload/i })
    .filter(({ message, data }) => {
      const { reason = '' } = z.looseObject({ reason: z.string().optional() }).safeParse(data).data ?? {};
      return CLOSED_AS_TOO_LARGE.test(`${message} ${reason}`);
    })
    .slice(0, 1)
    .map((line) => logRef(line));
}
